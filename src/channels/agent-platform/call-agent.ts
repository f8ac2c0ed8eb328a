import { SendUncertain } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import { translateBreak } from "../failed-call.ts";
import { type Fields, fieldsOf, parseJson } from "../whatsapp-json/read-json.ts";
import { translateAnswer } from "./translate-error.ts";

export interface AgentDeps {
  readonly key: string;
  /** Replaces api.whatsapp.com. */
  readonly baseUrl: string | null;
  readonly clock: Clock;
}

export interface AgentCall {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the version, with its query. */
  readonly path: string;
  readonly json?: object;
  /** Sent as multipart/form-data, in place of JSON. */
  readonly form?: FormData;
  /** For the whole call, from the DNS look-up to the last byte of the response. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
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
export async function askAgent(call: AgentCall, deps: AgentDeps): Promise<AgentAnswer> {
  const { method, path, json, form } = call;
  const deadline = new AbortController();
  const cancel = deps.clock.after(call.deadlineMs, () => deadline.abort());
  const { signal = deadline.signal } = call;
  try {
    const response = await fetch(`${agentOrigin(deps.baseUrl)}/agent/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${deps.key}`,
        ...(json && { "content-type": "application/json" }),
      },
      ...(json && { body: JSON.stringify(json) }),
      ...(form && { body: form }),
      signal: AbortSignal.any([deadline.signal, signal]),
      // The key is sent to this origin only.
      redirect: "manual",
      // A POST over a connection that closed while idle would be uncertain without any gain.
      keepalive: method === "GET",
    });
    const text = await response.text();
    const { code } = fieldsOf(fieldsOf(parseJson(text))["error"]);
    return { status: response.status, text, code: typeof code === "number" ? code : null };
  } catch (error) {
    if (deadline.signal.aborted) {
      const facts = { cause: error, code: LATE, reason: "connection" } as const;
      throw new SendUncertain("WhatsApp did not answer in time", facts);
    }
    throw translateBreak(error, "WhatsApp");
  } finally {
    cancel();
  }
}

/** Calls the Agent Platform once. Throws `TransientError`, `PermanentError` or `SendUncertain`. */
export async function callAgent(call: AgentCall, deps: AgentDeps): Promise<Fields> {
  const answer = await askAgent(call, deps);
  if (answer.status < 200 || answer.status >= 300) throw translateAnswer(answer);
  const parsed = parseJson(answer.text);
  if (typeof parsed === "object" && parsed !== null) return fieldsOf(parsed);
  throw new SendUncertain("WhatsApp's answer is not a JSON object");
}

function agentOrigin(baseUrl: string | null): string {
  return baseUrl ?? "https://api.whatsapp.com";
}
