import type { Identity, InboundMessage, MessageContext, UserMove } from "../../core/message.ts";
import { presentFacts } from "../message-facts.ts";
import { type Content, type MediaUrl, readContent } from "./read-content.ts";
import { type Fields, fieldsOf, listOf, wordsIn } from "./read-json.ts";

export type ParsedMessage =
  | { readonly kind: "message"; readonly message: InboundMessage; readonly sentAt: number | null }
  | { readonly kind: "move"; readonly move: UserMove }
  /** Nothing that a user says to us. */
  | { readonly kind: "ignored"; readonly why: "reaction-removed" | "notice" }
  | { readonly kind: "malformed" };

/** The rules in which the platforms with this JSON differ. */
export interface MessageRules {
  /** Our own address. */
  readonly address: string;
  readonly mediaUrl: MediaUrl;
  /** Returns the sender; null if there is none that can be answered. */
  senderOf(
    message: Fields,
    contact: Fields,
  ): { readonly from: string; readonly identity: Identity } | null;
  /** Returns the move that a notice of the system states; null if it states none. */
  moveIn(message: Fields, notice: Fields): UserMove | null;
}

const MESSAGE_ID = /^wamid\.[\w+/=-]{1,256}$/;

/**
 * Parses one entry of `messages`. Never throws: any field may have any type. `contacts` are those
 * of the same change.
 */
export function parseMessage(
  value: unknown,
  contacts: unknown,
  rules: MessageRules,
): ParsedMessage {
  const message = fieldsOf(value);
  const { id, type } = message;
  if (type === "system") {
    const move = rules.moveIn(message, fieldsOf(message["system"]));
    return move === null ? { kind: "ignored", why: "notice" } : { kind: "move", move };
  }
  // Sent when a user opens the chat for the first time: they have not said anything.
  if (type === "request_welcome") return { kind: "ignored", why: "notice" };
  const reaction = fieldsOf(message["reaction"]);
  if (type === "reaction" && wordsIn(reaction["emoji"]) === null) {
    return { kind: "ignored", why: "reaction-removed" };
  }
  const contact = contactOf(message, contacts);
  const sender = rules.senderOf(message, contact);
  const content = readContent(message, rules.mediaUrl);
  if (typeof id !== "string" || !MESSAGE_ID.test(id) || sender === null || content === null) {
    return { kind: "malformed" };
  }
  const quote = fieldsOf(message["context"]);
  // A tap on a button of ours names the message with the buttons, which it does not quote.
  const isTap = type === "interactive" && content.type === "text";
  const quoted = type === "reaction" ? reaction["message_id"] : isTap ? null : quote["id"];
  const context = [readAd(message["referral"]), readProduct(quote["referred_product"])];
  return {
    kind: "message",
    sentAt: timeIn(message["timestamp"]),
    message: {
      sid: id,
      from: sender.from,
      to: rules.address,
      identity: sender.identity,
      profileName: wordsIn(fieldsOf(contact["profile"])["name"], 200)?.trim() ?? null,
      ...contentOf(content, context),
      quotedSid: typeof quoted === "string" && MESSAGE_ID.test(quoted) ? quoted : null,
      isForwarded: quote["forwarded"] === true || quote["frequently_forwarded"] === true,
    },
  };
}

/** Returns the entry of `contacts` that describes the sender; the only one if it names none. */
function contactOf({ from, from_user_id: userId }: Fields, contacts: unknown): Fields {
  const all = listOf(contacts).slice(0, 1_000).map(fieldsOf);
  const own = all.find(
    (one) =>
      (from !== undefined && one["wa_id"] === from) ||
      (userId !== undefined && one["user_id"] === userId),
  );
  return (
    own ?? (all.length === 1 && from === undefined && userId === undefined ? all[0] : {}) ?? {}
  );
}

function contentOf({ context, ...content }: Content, more: readonly (MessageContext | null)[]) {
  const facts = [...more.filter((one) => one !== null), ...context];
  return { ...content, ...(facts.length > 0 && { context: facts }) };
}

function readAd(value: unknown): MessageContext | null {
  const referral = fieldsOf(value);
  const facts = presentFacts({
    headline: wordsIn(referral["headline"]),
    text: wordsIn(referral["body"]),
    source: wordsIn(referral["source_type"]),
    address: wordsIn(referral["source_url"]),
    id: wordsIn(referral["source_id"]),
    media: wordsIn(referral["media_type"]),
  });
  return Object.keys(facts).length === 0 ? null : { kind: "ad", facts };
}

/** A question about a product of the catalogue names it. */
function readProduct(value: unknown): MessageContext | null {
  const product = wordsIn(fieldsOf(value)["product_retailer_id"], 200);
  return product === null ? null : { kind: "choice", facts: { "asked about product": product } };
}

/** Returns a time in seconds as milliseconds; null if it is none. */
export function timeIn(timestamp: unknown): number | null {
  const seconds = typeof timestamp === "number" ? String(timestamp) : timestamp;
  return typeof seconds === "string" && /^\d{9,11}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}
