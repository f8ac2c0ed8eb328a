import type { FaultReason } from "../../core/errors.ts";
import { reasonOf } from "./fault-reason.ts";

const REMEDIES: Readonly<Record<FaultReason, string>> = {
  billing:
    "The OpenAI account is empty, or the one with the provider at OPENAI_BASE_URL: add credit there (at OpenAI: https://platform.openai.com/settings/organization/billing).",
  credentials:
    "OPENAI_API_KEY was refused: make a new one where the model is (OpenAI: https://platform.openai.com/api-keys).",
  "model-missing":
    "OPENAI_MODEL names a model that this account does not have, or OPENAI_BASE_URL leads elsewhere.",
  "too-long":
    "The conversation was too long for the model: lower MAX_CONVERSATION_HISTORY, MAX_CONTEXT_TOKENS or OPENAI_MAX_OUTPUT_TOKENS, or give the model a larger context.",
  refused: "The provider declined this message for what stands in it; nothing has to be mended.",
  unsupported:
    "The server cannot take a part of the request: look for it in docs/compatible-servers.md.",
  rate: "The model's server had too many requests: it was tried again by itself.",
  server: "The model's server had a fault of its own.",
  connection: "The model's server could not be reached: check the network and OPENAI_BASE_URL.",
  timeout: "The model did not answer in time.",
  "no-answer":
    "The model's server answered without a text that can be used: choose another model, or raise OPENAI_MAX_OUTPUT_TOKENS if it reasons.",
  "answer-too-large":
    "The model wrote without end: set OPENAI_MAX_OUTPUT_TOKENS, or choose another model.",
};

const STORED_REASON = /\[([a-z-]+)\]$/;
/** Errors that were stored before they carried a reason state a status and a code. */
const STORED_FACTS = /: (?<status>[45]\d\d)(?: (?<code>[\w.:[\]-]+))?|: failed, (?<failure>\w+)/;
const TIMEOUT = /no whole answer in time|no model answered in time/;

/** What an error means and what can be done; null for one that we have no words for. */
export function explainFault(reason: string | null): string | null {
  return reason !== null && isReason(reason) ? REMEDIES[reason] : null;
}

/** The same for an error as it was stored with its message. */
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
