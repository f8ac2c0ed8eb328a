import type { DeliveryReport } from "../../core/ports.ts";
import {
  type MessageRules,
  type ParsedMessage,
  parseMessage,
} from "../whatsapp-json/parse-message.ts";
import { parseStatus } from "../whatsapp-json/parse-status.ts";
import { type Fields, fieldsOf, listOf, numeralIn } from "../whatsapp-json/read-json.ts";
import { moveInUpdate } from "./message-rules.ts";

/** One event of a webhook's batch. */
export type BatchEvent =
  | ParsedMessage
  | { readonly kind: "status"; readonly report: DeliveryReport }
  /** To another number of the same app. */
  | { readonly kind: "foreign-number" }
  /** An error that concerns no message; `code` has digits only. */
  | { readonly kind: "error"; readonly code: string };

export interface BatchRules extends MessageRules {
  readonly phoneNumberId: string;
}

/**
 * Reads every event of a webhook's body, in order: entries, their changes, and the messages and
 * statuses of each. Never throws: an entry that cannot be read does not hide the others.
 */
export function readBatch(body: unknown, rules: BatchRules): BatchEvent[] {
  const { object, entry } = fieldsOf(body);
  if (object !== "whatsapp_business_account") return [{ kind: "malformed" }];
  return listOf(entry)
    .flatMap((one) => listOf(fieldsOf(one)["changes"]))
    .flatMap((change) => readChange(fieldsOf(change), rules));
}

function readChange({ field, value: content }: Fields, rules: BatchRules): BatchEvent[] {
  const value = fieldsOf(content);
  if (field !== "messages" && field !== "user_id_update") return [];
  const { phone_number_id: to } = fieldsOf(value["metadata"]);
  if (numeralIn(to) !== rules.phoneNumberId) return [{ kind: "foreign-number" }];
  if (field === "user_id_update") return listOf(value["user_id_update"]).map(readMove);
  const { messages, statuses, errors, contacts } = value;
  return [
    ...listOf(messages).map((message) => parseMessage(message, contacts, rules)),
    ...listOf(statuses).flatMap(readStatus),
    ...listOf(errors).flatMap(readError),
  ];
}

function readMove(update: unknown): BatchEvent {
  const move = moveInUpdate(update);
  return move === null ? { kind: "malformed" } : { kind: "move", move };
}

function readStatus(status: unknown): BatchEvent[] {
  const report = parseStatus(status);
  if (report === null) return [];
  return report === "malformed" ? [{ kind: "malformed" }] : [{ kind: "status", report }];
}

function readError(error: unknown): BatchEvent[] {
  const code = numeralIn(fieldsOf(error)["code"]);
  return code !== null && /^\d{1,7}$/.test(code) ? [{ kind: "error", code }] : [];
}
