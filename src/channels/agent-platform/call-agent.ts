import { SendUncertain } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import { type ApiCall, callApi } from "../call-api.ts";
import { type Fields, fieldsOf } from "../whatsapp-json/read-json.ts";
import { translateAnswer } from "./translate-error.ts";
import { parseJson } from "../../core/json.ts";

export interface AgentDeps {
  readonly key: string;
  /** Replaces api.whatsapp.com. */
  readonly baseUrl: string | null;
  readonly clock: Clock;
}

export interface AgentCall extends ApiCall {
  /** Below the version, with its query. */
  readonly path: string;
}

export interface AgentAnswer {
  readonly status: number;
  readonly text: string;
  /** The platform's own code, if it refused. */
  readonly code: number | null;
}

/** The code of a call whose answer did not come before its deadline. */
export const LATE = "late";

/**
 * Calls the Agent Platform once and returns its answer, whatever the status. Throws
 * `TransientError` or `SendUncertain` if there is none.
 */
export async function askAgent(
  call: AgentCall,
  { key, baseUrl, clock }: AgentDeps,
): Promise<AgentAnswer> {
  const url = `${baseUrl ?? "https://api.whatsapp.com"}/agent/v1/${call.path}`;
  const deps = { authorization: `Bearer ${key}`, clock, messenger: "WhatsApp", translateLate };
  const { status, text } = await callApi(url, call, deps);
  const { code } = fieldsOf(fieldsOf(parseJson(text))["error"]);
  return { status, text, code: typeof code === "number" ? code : null };
}

function translateLate(cause: unknown): SendUncertain {
  const facts = { cause, code: LATE, reason: "connection" } as const;
  return new SendUncertain("WhatsApp did not answer in time", facts);
}

/** Calls the Agent Platform once. Throws `TransientError`, `PermanentError` or `SendUncertain`. */
export async function callAgent(call: AgentCall, deps: AgentDeps): Promise<Fields> {
  const answer = await askAgent(call, deps);
  if (answer.status < 200 || answer.status >= 300) throw translateAnswer(answer);
  const parsed = parseJson(answer.text);
  if (typeof parsed === "object" && parsed !== null) return fieldsOf(parsed);
  throw new SendUncertain("WhatsApp's answer is not a JSON object");
}
