import { PermanentError, TransientError } from "../../core/errors.ts";
import type { Inbox, ListedMessage } from "../../core/ports.ts";
import { type CallDeps, callTwilio, toRecord } from "./call-twilio.ts";
import { parseInbound } from "./parse-inbound.ts";
import { asReadError } from "./translate-error.ts";

export interface TwilioInboxDeps extends CallDeps {
  /** Our own address, such as `whatsapp:+14155238886`. */
  readonly address: string;
  readonly apiBaseUrl: string | null;
}

const DEADLINE_MS = 10_000;
const PAGE_SIZE = 500;
/** Ten thousand messages; the oldest beyond that are left out. */
const MAX_PAGES = 20;

/** Creates the inbox of messages to our number, from Twilio's list of messages. */
export function createTwilioInbox(deps: TwilioInboxDeps): Inbox {
  return { listReceivedSince: (since) => listReceivedSince(since, deps) };
}

async function listReceivedSince(
  since: number,
  deps: TwilioInboxDeps,
): Promise<{ messages: ListedMessage[]; clockOffsetMs: number }> {
  const query = new URLSearchParams({
    To: deps.address,
    "DateSent>": new Date(since).toISOString().replace(/\.\d+Z$/, "Z"),
    PageSize: String(PAGE_SIZE),
  });
  const rows: unknown[] = [];
  let clockOffsetMs = 0;
  let path: string | null = `${accountPath(deps)}/Messages.json?${query.toString()}`;
  for (let page = 0; page < MAX_PAGES && path !== null; page += 1) {
    const { body, headers } = await read(path, deps);
    const twilioNow = Date.parse(headers.get("date") ?? "");
    if (!Array.isArray(body["messages"]) || Number.isNaN(twilioNow)) {
      throw new TransientError("Twilio's list cannot be read");
    }
    clockOffsetMs = twilioNow - deps.clock.now();
    rows.push(...body["messages"]);
    path = typeof body["next_page_uri"] === "string" ? body["next_page_uri"] : null;
  }
  if (path !== null) deps.log.warn("catch-up list truncated");
  return { messages: rows.toReversed().flatMap((row) => toListed(row, deps)), clockOffsetMs };
}

/** Returns an empty list for a row that is not a message to us. */
function toListed(row: unknown, deps: TwilioInboxDeps): ListedMessage[] {
  const { sid, direction, date_created: created, ...rest } = toRecord(row) ?? {};
  const sentAt = Date.parse(String(created));
  if (typeof sid !== "string" || direction !== "inbound" || Number.isNaN(sentAt)) return [];
  return [{ sid, sentAt, read: () => readMessage({ ...rest, sid }, deps) }];
}

async function readMessage(row: Readonly<Record<string, unknown>>, deps: TwilioInboxDeps) {
  const { sid, from, to, body, account_sid: account } = row;
  const params = {
    MessageSid: String(sid),
    From: String(from),
    To: String(to),
    AccountSid: String(account),
    Body: typeof body === "string" ? body : "",
    ...(Number(row["num_media"]) > 0 && (await readMedia(String(sid), deps))),
  };
  const parsed = parseInbound(params, deps.accountSid);
  if ("message" in parsed) return parsed.message;
  deps.log.warn("listed message unreadable", { sid, why: parsed.fault });
  return null;
}

/** Returns the attachments in the webhook's form; none if Twilio no longer stores them. */
async function readMedia(sid: string, deps: TwilioInboxDeps): Promise<Record<string, string>> {
  const path = `${accountPath(deps)}/Messages/${sid}/Media.json`;
  const list = await read(path, deps).catch((error: unknown) => {
    if (error instanceof PermanentError) return null;
    throw error;
  });
  const media: unknown = list?.body["media_list"];
  if (!Array.isArray(media)) return {};
  return Object.fromEntries(
    media.flatMap((entry: unknown, index) => {
      const { sid: mediaSid, content_type: contentType } = toRecord(entry) ?? {};
      const url = `${origin(deps)}${accountPath(deps)}/Messages/${sid}/Media/${String(mediaSid)}`;
      return [
        [`MediaUrl${index}`, url],
        [`MediaContentType${index}`, String(contentType)],
      ];
    }),
  );
}

function read(path: string, deps: TwilioInboxDeps): ReturnType<typeof callTwilio> {
  const call = { method: "GET", url: origin(deps) + path, deadlineMs: DEADLINE_MS } as const;
  return callTwilio(call, deps).catch((error: unknown) => {
    throw asReadError(error);
  });
}

function origin({ apiBaseUrl }: TwilioInboxDeps): string {
  return apiBaseUrl ?? "https://api.twilio.com";
}

function accountPath({ accountSid }: TwilioInboxDeps): string {
  return `/2010-04-01/Accounts/${accountSid}`;
}
