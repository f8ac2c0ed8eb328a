import { saidByTap } from "../../core/choices.ts";
import type { Attachment, InboundMessage, MessageContext } from "../../core/message.ts";
import { attachmentKind } from "../attachment-kind.ts";
import { presentFacts, readChoice, readForm } from "../message-facts.ts";
import { type Fields, fieldsOf, listOf, numeralIn, wordsIn } from "./read-json.ts";
import { writeVcards } from "./write-vcards.ts";

/** The part of a message that depends on its type. */
export type Content = Pick<InboundMessage, "type" | "text" | "attachments" | "location"> & {
  readonly context: readonly MessageContext[];
  readonly raw: InboundMessage["raw"];
};

/** Returns the address under which an attachment is stored, for the id of a file at WhatsApp. */
export type MediaUrl = (id: string) => string;

/** In UTF-16 units; WhatsApp's own limit is 4,096. */
const MAX_TEXT = 65_536;
const MAX_PRODUCTS = 50;
const MEDIA_ID = /^[\w.-]{1,200}$/;
const EMPTY = { text: "", attachments: [], location: null, context: [], raw: {} } as const;

/**
 * Reads the content of a message in WhatsApp's JSON. Returns null if the fields that its type
 * requires are missing. A type that is not known is a message that cannot be read, and is answered
 * so.
 */
export function readContent(message: Fields, mediaUrl: MediaUrl): Content | null {
  const { type } = message;
  const own = fieldsOf(typeof type === "string" ? message[type] : null);
  switch (type) {
    case "text":
      return withText("text", wordsIn(own["body"], MAX_TEXT));
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return readFile(type, own, mediaUrl);
    case "location":
      return readLocation(own);
    case "contacts":
      return readContacts(message["contacts"]);
    case "interactive":
      return readInteractive(own);
    case "button":
      return readPressed(own["text"], { payload: own["payload"] });
    case "order":
      return readOrder(own);
    case "reaction":
      return readReaction(own);
    default:
      return { ...EMPTY, type: "unknown" };
  }
}

function withText(type: "text" | "button", text: string | null): Content | null {
  return text === null ? null : { ...EMPTY, type, text };
}

function readFile(declared: string, file: Fields, mediaUrl: MediaUrl): Content | null {
  const { id, mime_type: mime, caption, filename } = file;
  if (typeof id !== "string" || !MEDIA_ID.test(id)) return null;
  const contentType = wordsIn(mime, 200) ?? "application/octet-stream";
  const kind = attachmentKind(contentType, declared === "sticker" ? "image" : declared);
  const name = wordsIn(filename, 500);
  // A document's text is its name, unless there are words of the user's.
  const text = wordsIn(caption, MAX_TEXT) ?? name ?? "";
  return {
    ...EMPTY,
    type: kind,
    text,
    attachments: [{ url: mediaUrl(id), contentType, kind }],
    raw: name === null || name === text ? {} : { filename: name },
  };
}

function readLocation({ latitude, longitude, name, address }: Fields): Content | null {
  const [north, east] = [numeralIn(latitude), numeralIn(longitude)];
  if (north === null || east === null) return null;
  const place = { latitude: north, longitude: east };
  const location = { ...place, label: wordsIn(name), address: wordsIn(address) };
  return { ...EMPTY, type: "location", location };
}

function readContacts(contacts: unknown): Content | null {
  const cards = writeVcards(listOf(contacts));
  if (cards === "") return null;
  // The contacts come within the message: there is nothing to fetch later.
  const url = `data:text/vcard;base64,${Buffer.from(cards).toString("base64")}`;
  const attachment: Attachment = { url, contentType: "text/vcard", kind: "contacts" };
  return { ...EMPTY, type: "contacts", attachments: [attachment] };
}

function readInteractive(interactive: Fields): Content | null {
  const { type } = interactive;
  const reply = fieldsOf(typeof type === "string" ? interactive[type] : null);
  const tapped = typeof reply["id"] === "string" ? saidByTap(reply["id"]) : null;
  // A tap on a button of ours is what it stands for, as if typed.
  if (tapped !== null) return withText("text", wordsIn(tapped));
  switch (type) {
    case "button_reply":
      return readPressed(reply["title"], { id: reply["id"] });
    case "list_reply":
      return readPressed(reply["title"], { description: reply["description"], id: reply["id"] });
    case "nfm_reply": {
      const answers = reply["response_json"];
      const form = typeof answers === "string" ? readForm([answers]) : null;
      if (form === null) return null;
      // Flows write this word where a text is required.
      const body = wordsIn(reply["body"]);
      return {
        ...EMPTY,
        type: "button",
        text: body === null || body === "Sent" ? "" : body,
        context: [form],
      };
    }
    default:
      return { ...EMPTY, type: "unknown" };
  }
}

function readPressed(title: unknown, facts: Fields): Content | null {
  const pressed = withText("button", wordsIn(title));
  if (pressed === null) return null;
  const present = Object.entries(facts).map(([name, value]) => [name, wordsIn(value)] as const);
  const choice = readChoice(pressed.text, Object.fromEntries(present));
  return { ...pressed, context: choice === null ? [] : [choice] };
}

function readOrder({ text, product_items: items }: Fields): Content | null {
  const lines = listOf(items)
    .slice(0, MAX_PRODUCTS)
    .flatMap((item, index) => {
      const { product_retailer_id: id, quantity, item_price: price, currency } = fieldsOf(item);
      const product = wordsIn(typeof id === "number" ? String(id) : id, 200);
      if (product === null) return [];
      const count = `${numeralIn(quantity) ?? "?"} × ${product}`;
      const each = numeralIn(price);
      const cost = each === null ? "" : ` at ${each} ${wordsIn(currency, 10) ?? ""}`.trimEnd();
      return [[`product ${index + 1}`, count + cost] as const];
    });
  if (lines.length === 0) return null;
  const facts = presentFacts(Object.fromEntries(lines));
  return { ...EMPTY, type: "text", text: wordsIn(text) ?? "", context: [{ kind: "order", facts }] };
}

function readReaction({ emoji }: Fields): Content | null {
  const sign = wordsIn(emoji, 50);
  if (sign === null) return null;
  return { ...EMPTY, type: "text", text: sign, context: [{ kind: "reaction", facts: { sign } }] };
}
