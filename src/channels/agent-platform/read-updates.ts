import type { InboundMessage } from "../../core/message.ts";
import type { PolledEvent } from "../../core/poller.ts";
import { type MessageRules, parseMessage, timeIn } from "../whatsapp-json/parse-message.ts";
import { parseStatus } from "../whatsapp-json/parse-status.ts";
import { type Fields, fieldsOf, listOf, wordsIn } from "../whatsapp-json/read-json.ts";
import { ownId } from "./own-id.ts";
import { parseJson } from "../../core/json.ts";

const USER = /^(?:user:)?([\w.+=-]{1,200})$/;
/** The last one: a text of a user's has its quotes escaped. */
const OFFSET = /"next_offset"\s*:\s*"?(-?\d{1,19})\b/g;

/** The host of media, whose ids stand behind it. */
export const MEDIA_BASE = "https://api.whatsapp.com/agent/v1/media/";

/**
 * Returns the events of a poll's answer, in order, for the agent with this address; null if it is
 * not a JSON object. Never throws.
 */
export function readUpdates(text: string, address: string): readonly PolledEvent[] | null {
  const parsed = parseJson(text);
  if (typeof parsed !== "object" || parsed === null) return null;
  const rules = createRules(address);
  return listOf(fieldsOf(parsed)["entry"])
    .flatMap((entry) => listOf(fieldsOf(entry)["changes"]))
    .flatMap((change) => readChange(fieldsOf(fieldsOf(change)["value"]), rules));
}

/**
 * Returns the beginning of the next poll, digit for digit; null if the answer names none. Read from
 * the text: a JSON number as large as this would be rounded.
 */
export function readNextOffset(text: string): string | null {
  return [...text.matchAll(OFFSET)].at(-1)?.[1] ?? null;
}

function createRules(address: string): MessageRules {
  return {
    address,
    mediaUrl: (id) => MEDIA_BASE + id,
    // An agent has one user, whose id may change: the key is the identity.
    senderOf: ({ from }) => {
      const id = typeof from === "string" ? USER.exec(from)?.[1] : undefined;
      if (id === undefined) return null;
      return {
        from: `${address}:user:${id}`,
        identity: { phoneNumber: null, externalUserId: address },
      };
    },
    moveIn: () => null,
  };
}

function readChange({ messages, statuses, contacts }: Fields, rules: MessageRules): PolledEvent[] {
  return [
    ...listOf(messages).map((message) => readMessage(message, contacts, rules)),
    ...listOf(statuses).flatMap((status) => readStatus(status, rules)),
  ];
}

function readMessage(value: unknown, contacts: unknown, rules: MessageRules): PolledEvent {
  const { from } = fieldsOf(value);
  if (wordsIn(from)?.startsWith("agent:") === true) return { kind: "skipped", why: "own" };
  // The only contact is the agent's only user, under one name or another.
  const contact = { ...fieldsOf(listOf(contacts)[0]), wa_id: from };
  const parsed = parseMessage(value, [contact], rules);
  if (parsed.kind === "ignored") return { kind: "skipped", why: parsed.why };
  if (parsed.kind !== "message") return { kind: "skipped", why: "malformed" };
  return { ...parsed, message: withOwnIds(parsed.message, rules.address) };
}

function withOwnIds(message: InboundMessage, address: string): InboundMessage {
  const { sid, quotedSid } = message;
  return {
    ...message,
    sid: ownId(address, sid),
    quotedSid: quotedSid === null ? null : ownId(address, quotedSid),
  };
}

function readStatus(value: unknown, { address }: MessageRules): PolledEvent[] {
  const report = parseStatus(value);
  if (report === null) return [];
  if (report === "malformed") return [{ kind: "skipped", why: "malformed" }];
  const at = timeIn(fieldsOf(value)["timestamp"]);
  return [{ kind: "status", report: { ...report, sid: ownId(address, report.sid) }, at }];
}
