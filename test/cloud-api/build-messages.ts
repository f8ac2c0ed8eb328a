import type {
  PostData,
  ServerContacts,
  ServerMessage,
  ServerMessageTypes,
  ServerStatusPayload,
} from "whatsapp-api-js/types";
import type { Incoming } from "../../src/simulator/twilio/incoming.ts";

/** The content of a message, by its type. */
export type MessageContent = Exclude<ServerMessageTypes, { type: "unknown" }>;

/** One message or status, with the user that it is from. */
export interface BatchItem {
  readonly messages?: readonly ServerMessage[];
  readonly statuses?: readonly ServerStatusPayload[];
  readonly contacts?: readonly ServerContacts[];
}

export interface NumberFacts {
  readonly accountId: string;
  readonly phoneNumberId: string;
  readonly displayNumber: string;
}

/** Returns an id as WhatsApp gives each message one. */
export function createWamid(): string {
  return `wamid.${Buffer.from(crypto.getRandomValues(new Uint8Array(36))).toString("base64")}`;
}

/** Returns the two identities of a user; one who hides the number is written as an id. */
function identitiesOf(address: string, userId?: string) {
  const bare = address.replace(/^whatsapp:/, "");
  const isHidden = !bare.startsWith("+");
  const number = isHidden ? undefined : bare.slice(1);
  const id = isHidden ? bare : (userId?.replace(/^whatsapp:/, "") ?? userIdOf(bare));
  return { number, id };
}

/** Returns the id that a user has at WhatsApp if the test names none: always the same. */
function userIdOf(number: string): string {
  return `DE.${number.replaceAll(/\D/g, "")}0000`;
}

/** Builds a message as the webhook carries it, and its sender. */
export function buildMessage(
  incoming: Incoming,
  content: MessageContent,
  { id, at, ourNumber }: { readonly id: string; readonly at: number; readonly ourNumber: string },
): BatchItem {
  const { from, profileName = "Ada", externalUserId, quotedSid, forwarded } = incoming;
  const user = identitiesOf(from, externalUserId);
  const quote = {
    ...(quotedSid !== undefined && { id: quotedSid, from: ourNumber }),
    ...(forwarded === "once" && { forwarded: true }),
    ...(forwarded === "often" && { frequently_forwarded: true }),
  };
  const message = {
    ...(user.number !== undefined && { from: user.number }),
    from_user_id: user.id,
    id,
    timestamp: String(Math.floor(at / 1_000)),
    ...(Object.keys(quote).length > 0 && { context: quote }),
    ...content,
  } satisfies ServerMessage;
  const contact = {
    profile: { name: profileName },
    ...(user.number !== undefined && { wa_id: user.number }),
    user_id: user.id,
  } satisfies ServerContacts;
  return { messages: [message], contacts: [contact] };
}

/** Builds a status of a message that the bot sent. */
export function buildStatus(
  sent: { readonly sid: string; readonly to: string; readonly nonce: string | null },
  status: ServerStatusPayload["status"],
  { at, code }: { readonly at: number; readonly code: number | null },
): ServerStatusPayload {
  const user = identitiesOf(sent.to);
  const named = {
    id: sent.sid,
    status,
    timestamp: String(Math.floor(at / 1_000)),
    ...(user.number !== undefined && { recipient_id: user.number }),
    recipient_user_id: user.id,
    ...(sent.nonce !== null && { biz_opaque_callback_data: sent.nonce }),
  };
  if (code !== null) {
    const error = {
      code,
      title: "As the test asked for",
      message: "As the test asked for",
      error_data: { details: "As the test asked for" },
    };
    return { ...named, conversation: undefined, pricing: undefined, errors: [error] };
  }
  const pricing = {
    pricing_model: "PMP",
    billable: true,
    type: "regular",
    category: "service",
  } as const;
  return { ...named, pricing };
}

/** Builds the body of a webhook with all of these in one change each. */
export function buildBatch(items: readonly BatchItem[], number: NumberFacts) {
  const metadata = {
    display_phone_number: number.displayNumber,
    phone_number_id: number.phoneNumberId,
  };
  const changes = items.map((item) => ({
    field: "messages" as const,
    value: { messaging_product: "whatsapp" as const, metadata, ...item },
  }));
  const object: PostData["object"] = "whatsapp_business_account";
  return { object, entry: [{ id: number.accountId, changes }] };
}

/** Builds the content of a message with a file that is stored under this id. */
export function buildFile(sent: {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly body: string | undefined;
}): MessageContent {
  const { id, bytes, contentType, body } = sent;
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("base64");
  const url = "https://lookaside.fbsbx.com/not-used";
  const file = { mime_type: contentType, sha256, id, url };
  const words = body === undefined ? {} : { caption: body };
  const kind = contentType.split("/")[0];
  if (kind === "image") return { type: kind, image: { ...file, ...words, static_url: url } };
  if (kind === "audio") return { type: kind, audio: { ...file, voice: true } };
  if (kind === "video") return { type: kind, video: { ...file, ...words } };
  return { type: "document", document: { ...file, filename: body ?? "file" } };
}
