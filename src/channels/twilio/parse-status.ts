import type { MessengerReason } from "../../core/errors.ts";
import type { DeliveryReport } from "../../core/ports.ts";
import { toDeliveryStatus } from "./delivery-status.ts";
import { reasonOfCode } from "./error-codes.ts";
import { isWithButtons } from "./status-callback-url.ts";
import { isPassingCode } from "./translate-error.ts";

export type ParsedStatus =
  | { readonly report: DeliveryReport | null }
  | { readonly fault: "missing-parameter" | "foreign-account" };

/** Returns whether the same text may be delivered without its buttons, as which it is sent again. */
function isAboutContent(reason: MessengerReason | null): boolean {
  return reason === null || reason === "content" || reason === "template-gone";
}

/** Parses a signed status callback; an unknown status is neither a report nor a fault. */
export function parseStatus(
  params: Readonly<Record<string, string>>,
  query: URLSearchParams,
  accountSid: string,
): ParsedStatus {
  const { MessageSid: sid, MessageStatus: word } = params;
  if (!sid || !word || !params["AccountSid"]) return { fault: "missing-parameter" };
  if (params["AccountSid"] !== accountSid) return { fault: "foreign-account" };
  const status = toDeliveryStatus(word);
  if (status === null) return { report: null };
  // It is logged and stored verbatim, so only digits are accepted.
  const errorCode = /^\d{1,6}$/.exec(params["ErrorCode"] ?? "")?.[0] ?? null;
  const failure = status === "failed" ? errorCode : null;
  const reason = failure === null ? null : reasonOfCode(failure);
  const isPassing =
    failure !== null &&
    (isPassingCode(Number(failure)) || (isWithButtons(query) && isAboutContent(reason)));
  return { report: { nonce: query.get("o"), sid, status, errorCode, reason, isPassing } };
}
