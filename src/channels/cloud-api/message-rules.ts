import type { Identity, UserMove } from "../../core/message.ts";
import { whatsappAddresses } from "../../core/whatsapp-address.ts";
import type { MessageRules } from "../whatsapp-json/parse-message.ts";
import { type Fields, fieldsOf, wordsIn } from "../whatsapp-json/read-json.ts";

const WA_ID = /^[1-9]\d{6,14}$/;
/** An id as the text of a notice has it. */
const USER_ID = /\b[A-Z]{2}\.[A-Za-z0-9]{1,128}\b/g;

const { scheme, isUsernameId } = whatsappAddresses;

/** The host of media, whose ids stand behind it. */
export const MEDIA_BASE = "https://graph.facebook.com/";

/** Creates the rules of messages to our number at the Cloud API. */
export function createMessageRules(address: string): MessageRules {
  return { address, mediaUrl: (id) => MEDIA_BASE + id, senderOf, moveIn };
}

/** Returns our own address: users never see it, and only this program compares it. */
export function addressOf(phoneNumberId: string): string {
  return `${scheme}${phoneNumberId}`;
}

/** Prefers the number for the answer, and the id for the identity: numbers may be hidden later. */
function senderOf(message: Fields, contact: Fields) {
  const phoneNumber = numberIn(message["from"]) ?? numberIn(contact["wa_id"]);
  const externalUserId = userIdIn(message["from_user_id"]) ?? userIdIn(contact["user_id"]);
  const from = phoneNumber ?? externalUserId;
  return from === null ? null : { from, identity: { phoneNumber, externalUserId } };
}

/**
 * Reads a notice that a user changed their number or id. Older notices name the earlier id in their
 * text only.
 */
function moveIn(message: Fields, notice: Fields): UserMove | null {
  const { type, wa_id: number, new_wa_id: newNumber, user_id: id, body } = notice;
  if (typeof type !== "string" || !/^(user|customer)_changed_(number|user_id)$/.test(type)) {
    return null;
  }
  const current = {
    phoneNumber: numberIn(number) ?? numberIn(newNumber),
    externalUserId: userIdIn(id) ?? userIdIn(message["from_user_id"]),
  };
  const named = (wordsIn(body)?.match(USER_ID) ?? []).flatMap((one) => userIdIn(one) ?? []);
  const previous = {
    phoneNumber: numberIn(message["from"]) ?? numberIn(notice["customer"]),
    externalUserId:
      userIdIn(notice["previous_user_id"]) ??
      named.find((one) => one !== current.externalUserId) ??
      null,
  };
  return moveBetween(previous, current);
}

/** Reads one entry of `user_id_update`. */
export function moveInUpdate(value: unknown): UserMove | null {
  const update = fieldsOf(value);
  const id = fieldsOf(update["user_id"]);
  const phoneNumber = numberIn(update["wa_id"]);
  const previousId = id["previous"] ?? update["previous_user_id"];
  const currentId = id["current"] ?? update["user_id"];
  return moveBetween(
    { phoneNumber, externalUserId: userIdIn(previousId) },
    { phoneNumber, externalUserId: userIdIn(currentId) },
  );
}

/** Returns null if either side is unknown or nothing changed. */
function moveBetween(previous: Identity, current: Identity): UserMove | null {
  const isKnown = (one: Identity) => one.phoneNumber !== null || one.externalUserId !== null;
  if (!isKnown(previous) || !isKnown(current)) return null;
  const isSame =
    (current.phoneNumber ?? previous.phoneNumber) === previous.phoneNumber &&
    (current.externalUserId ?? previous.externalUserId) === previous.externalUserId;
  return isSame ? null : { previous, current };
}

function numberIn(value: unknown): string | null {
  const digits = typeof value === "number" ? String(value) : value;
  if (typeof digits !== "string") return null;
  const bare = digits.replace(/^\+/, "");
  return WA_ID.test(bare) ? `${scheme}+${bare}` : null;
}

function userIdIn(value: unknown): string | null {
  const address = typeof value === "string" ? scheme + value : "";
  return isUsernameId(address) ? address : null;
}
