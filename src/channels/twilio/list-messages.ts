import { TransientError } from "../../core/errors.ts";
import { type CallDeps, callTwilio } from "./call-twilio.ts";
import { asReadError } from "../failed-call.ts";

export interface ListDeps extends CallDeps {
  readonly apiBaseUrl: string | null;
}

const DEADLINE_MS = 10_000;

/**
 * Lists messages, newest first, page by page; not `isWhole` if there are more than `maxPages`. Throws
 * `TransientError` or `PermanentError`.
 */
export async function listMessages(
  query: URLSearchParams,
  maxPages: number,
  deps: ListDeps,
): Promise<{ rows: unknown[]; clockOffsetMs: number; isWhole: boolean }> {
  const rows: unknown[] = [];
  let clockOffsetMs = 0;
  let path: string | null = `${accountPath(deps)}/Messages.json?${query.toString()}`;
  for (let page = 0; page < maxPages && path !== null; page += 1) {
    const { body, headers } = await readTwilio(path, deps);
    const twilioNow = Date.parse(headers.get("date") ?? "");
    if (!Array.isArray(body["messages"]) || Number.isNaN(twilioNow)) {
      throw new TransientError("Twilio's list cannot be read");
    }
    clockOffsetMs = twilioNow - deps.clock.now();
    rows.push(...body["messages"]);
    path = typeof body["next_page_uri"] === "string" ? body["next_page_uri"] : null;
  }
  return { rows, clockOffsetMs, isWhole: path === null };
}

/** Reads a path of Twilio's API. */
export function readTwilio(path: string, deps: ListDeps): ReturnType<typeof callTwilio> {
  const call = { method: "GET", url: twilioOrigin(deps) + path, deadlineMs: DEADLINE_MS } as const;
  return callTwilio(call, deps).catch((error: unknown) => {
    throw asReadError(error);
  });
}

export function twilioOrigin({ apiBaseUrl }: ListDeps): string {
  return apiBaseUrl ?? "https://api.twilio.com";
}

export function accountPath({ accountSid }: ListDeps): string {
  return `/2010-04-01/Accounts/${accountSid}`;
}

/** A time as a filter of the list has it, in whole seconds. */
export function toFilterTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
