import type { FaultReason } from "../../core/errors.ts";
import { reasonOf } from "./fault-reason.ts";

const REMEDIES: Readonly<Record<FaultReason, string>> = {
  billing:
    "The OpenAI account is empty, or the one with the provider at OPENAI_BASE_URL: add credit there (at OpenAI: https://platform.openai.com/settings/organization/billing).",
  credentials:
    "OPENAI_API_KEY was refused: create a new key at the provider (OpenAI: https://platform.openai.com/api-keys).",
  "model-missing":
    "OPENAI_MODEL names a model that this account cannot use, or OPENAI_BASE_URL leads elsewhere.",
  "too-long":
    "The conversation was too long for the model: lower MAX_CONVERSATION_HISTORY, MAX_CONTEXT_TOKENS or OPENAI_MAX_OUTPUT_TOKENS, or give the model a larger context.",
  refused: "The provider declined this message because of its content. No action needed.",
  unsupported:
    "The server does not support a part of the request: look it up in docs/compatible-servers.md.",
  rate: "The model's server had too many requests. No action needed: retried automatically with backoff.",
  server: "The model's server had an internal error.",
  connection: "The model's server could not be reached: check the network and OPENAI_BASE_URL.",
  timeout: "The model did not answer in time.",
  "no-answer":
    "The model's server answered without usable text: choose another model, or raise OPENAI_MAX_OUTPUT_TOKENS if it reasons.",
  "answer-too-large":
    "The model's answer did not end: set OPENAI_MAX_OUTPUT_TOKENS, or choose another model.",
};

const STORED_REASON = /\[([a-z-]+)\]$/;
/** Errors stored before they carried a reason contain a status and a code. */
const STORED_FACTS = /: (?<status>[45]\d\d)(?: (?<code>[\w.:[\]-]+))?|: failed, (?<failure>\w+)/;
const TIMEOUT = /no whole answer in time|no model answered in time/;

/** Returns the meaning of an error and how to fix it; null if there is no text for it. */
export function explainFault(reason: string | null): string | null {
  return reason !== null && isReason(reason) ? REMEDIES[reason] : null;
}

/** Returns the same for an error as it was stored with its message. */
export function explainStoredFault(error: string): string | null {
  const reason = STORED_REASON.exec(error)?.[1];
  if (reason !== undefined && isReason(reason)) return REMEDIES[reason];
  if (TIMEOUT.test(error)) return REMEDIES.timeout;
  if (error.endsWith("no connection")) return REMEDIES.connection;
  const { status, code, failure } = STORED_FACTS.exec(error)?.groups ?? {};
  const facts = { status: status === undefined ? null : Number(status), type: null, message: "" };
  return explainFault(reasonOf({ ...facts, code: code ?? failure ?? null }));
}

function isReason(name: string): name is FaultReason {
  return Object.hasOwn(REMEDIES, name);
}
