import { PermanentError } from "../../core/errors.ts";
import type { Inbox, ListedMessage } from "../../core/ports.ts";
import { toRecord } from "./call-twilio.ts";
import {
  accountPath,
  type ListDeps,
  listMessages,
  readTwilio,
  toFilterTime,
  twilioOrigin,
} from "./list-messages.ts";
import { parseInbound } from "./parse-inbound.ts";

export interface TwilioInboxDeps extends ListDeps {
  /** Our own address, such as `whatsapp:+14155238886`. */
  readonly address: string;
}

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
    "DateSent>": toFilterTime(since),
    PageSize: String(PAGE_SIZE),
  });
  const { rows, clockOffsetMs, isWhole } = await listMessages(query, MAX_PAGES, deps);
  if (!isWhole) deps.log.warn("catch-up list truncated");
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
  const list = await readTwilio(path, deps).catch((error: unknown) => {
    if (error instanceof PermanentError) return null;
    throw error;
  });
  const media: unknown = list?.body["media_list"];
  if (!Array.isArray(media)) return {};
  return Object.fromEntries(
    media.flatMap((entry: unknown, index) => {
      const { sid: mediaSid, content_type: contentType } = toRecord(entry) ?? {};
      const url = `${twilioOrigin(deps)}${accountPath(deps)}/Messages/${sid}/Media/${String(mediaSid)}`;
      return [
        [`MediaUrl${index}`, url],
        [`MediaContentType${index}`, String(contentType)],
      ];
    }),
  );
}
