import { SendUncertain } from "../../core/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import { translateBreak } from "../failed-call.ts";
import { type Fields, fieldsOf, parseJson } from "../whatsapp-json/read-json.ts";
import { translateAnswer } from "./translate-error.ts";

export interface GraphDeps {
  readonly accessToken: string;
  readonly apiVersion: string;
  /** Replaces graph.facebook.com. */
  readonly apiBaseUrl: string | null;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface GraphCall {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the version, with its query. */
  readonly path: string;
  readonly json?: object;
  /** Sent as multipart/form-data, in place of JSON. */
  readonly form?: FormData;
  /** For the whole call, from the DNS look-up to the last byte of the response. */
  readonly deadlineMs: number;
}

/** Calls Meta's Graph API once. Throws `TransientError`, `PermanentError` or `SendUncertain`. */
export async function callGraph(call: GraphCall, deps: GraphDeps): Promise<Fields> {
  const { status, headers, text } = await exchange(call, deps);
  const parsed = parseJson(text);
  if (status < 200 || status >= 300) {
    const { code, error_subcode: subcode } = fieldsOf(fieldsOf(parsed)["error"]);
    const known = typeof code === "number" ? code : null;
    deps.log.debug("Meta refused", { path: call.path.split("?")[0], status, code: known, subcode });
    throw translateAnswer({ status, headers, code: known }, deps.clock.now());
  }
  if (typeof parsed !== "object" || parsed === null) {
    throw new SendUncertain("Meta's answer is not a JSON object");
  }
  return fieldsOf(parsed);
}

async function exchange(
  { method, path, json, form, deadlineMs }: GraphCall,
  { accessToken, apiVersion, apiBaseUrl, clock }: GraphDeps,
): Promise<{ status: number; headers: Headers; text: string }> {
  const deadline = new AbortController();
  const cancel = clock.after(deadlineMs, () => deadline.abort());
  try {
    const response = await fetch(`${graphOrigin(apiBaseUrl)}/${apiVersion}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(json && { "content-type": "application/json" }),
      },
      ...(json && { body: JSON.stringify(json) }),
      ...(form && { body: form }),
      signal: deadline.signal,
      // The token is sent to this origin only.
      redirect: "manual",
      // A POST over a connection that closed while idle would be uncertain without any gain.
      keepalive: method === "GET",
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    throw translateBreak(error, "Meta");
  } finally {
    cancel();
  }
}

function graphOrigin(apiBaseUrl: string | null): string {
  return apiBaseUrl ?? "https://graph.facebook.com";
}
