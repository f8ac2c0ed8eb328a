import type { MessagePricing } from "../../core/message.ts";
import type { DeliveryReport, DeliveryStatus } from "../../core/ports.ts";
import { isPassingCode, reasonOfCode } from "./error-codes.ts";
import { fieldsOf, listOf, wordsIn } from "./read-json.ts";

const STATUSES: ReadonlyMap<unknown, DeliveryStatus> = new Map([
  ["accepted", "accepted"],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  // A voice note was played.
  ["played", "read"],
  ["failed", "failed"],
]);

const MESSAGE_ID = /^wamid\.[\w+/=-]{1,256}$/;
const NONCE = /^[\w-]{1,64}$/;

/**
 * Parses one entry of `statuses`. Returns null for a status that says nothing of a send, and
 * `malformed` if it names no message. Never throws.
 */
export function parseStatus(value: unknown): DeliveryReport | null | "malformed" {
  const { id, status: word, errors, pricing, biz_opaque_callback_data: echo } = fieldsOf(value);
  if (typeof id !== "string" || !MESSAGE_ID.test(id)) return "malformed";
  const status = STATUSES.get(word);
  if (status === undefined) return null;
  const code = status === "failed" ? codeIn(errors) : null;
  const stated = pricingIn(pricing);
  return {
    nonce: typeof echo === "string" && NONCE.test(echo) ? echo : null,
    sid: id,
    status,
    errorCode: code,
    reason: code === null ? null : reasonOfCode(code),
    isPassing: code !== null && isPassingCode(code),
    ...(stated !== null && { pricing: stated }),
  };
}

/** Returns the first code; it is logged and stored verbatim, so only digits are accepted. */
function codeIn(errors: unknown): string | null {
  const { code } = fieldsOf(listOf(errors)[0]);
  const text = typeof code === "number" ? String(code) : code;
  return typeof text === "string" && /^\d{1,7}$/.test(text) ? text : null;
}

/** Returns null unless it says whether the message is billed. */
function pricingIn(value: unknown): MessagePricing | null {
  const { billable, category, type } = fieldsOf(value);
  const named = wordsIn(category, 60);
  if (named === null) return null;
  const how = wordsIn(type, 60);
  // Since messages are billed one by one `billable` may be missing: the type says it too.
  const isBillable = typeof billable === "boolean" ? billable : !(how?.startsWith("free") ?? false);
  return { billable: isBillable, category: named, type: how };
}
