import type { Clock } from "../core/ports.ts";
import { translateBreak } from "./failed-call.ts";

/** A call to a messenger's API. */
export interface ApiCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly json?: object;
  /** Sent in place of JSON. */
  readonly form?: FormData | URLSearchParams;
  /** True for a POST that may be made twice. */
  readonly isRepeatable?: boolean;
  /** For the whole call, from the DNS look-up to the last byte of the response. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

interface ApiDeps {
  /** The value of the Authorization header. */
  readonly authorization: string;
  readonly clock: Clock;
  /** For error messages. */
  readonly messenger: string;
  /** Returns the error for an answer that did not come in time, if it is not that of a broken call. */
  translateLate?(cause: unknown): Error;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Calls an API once and returns its answer, whatever the status. Throws `TransientError` or
 * `SendUncertain` if there is none.
 */
export async function callApi(
  url: string,
  { method, json, form, isRepeatable = method === "GET", deadlineMs, signal }: ApiCall,
  { authorization, clock, messenger, translateLate }: ApiDeps,
): Promise<ApiAnswer> {
  const deadline = new AbortController();
  const cancel = clock.after(deadlineMs, () => deadline.abort());
  try {
    const response = await fetch(url, {
      method,
      headers: { authorization, ...(json && { "content-type": "application/json" }) },
      ...(json && { body: JSON.stringify(json) }),
      ...(form && { body: form }),
      signal: signal ? AbortSignal.any([deadline.signal, signal]) : deadline.signal,
      // The credentials are sent to this origin only.
      redirect: "manual",
      // A send over a connection that closed while idle would be uncertain without any gain.
      keepalive: isRepeatable,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    if (translateLate && deadline.signal.aborted) throw translateLate(error);
    throw translateBreak(error, messenger);
  } finally {
    cancel();
  }
}
