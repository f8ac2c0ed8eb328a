import type { DeliveryReport } from "../../core/ports.ts";
import { toDeliveryStatus } from "./delivery-status.ts";
import { reasonOfCode } from "./error-codes.ts";
import { isPassingCode } from "./translate-error.ts";

export type ParsedStatus =
  | { readonly report: DeliveryReport | null }
  | { readonly fault: "missing-parameter" | "foreign-account" };

/** Reads a signed status callback; a status that we do not know is no report, and no fault either. */
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
  // It goes into logs and the store as it is: nothing but a number is one.
  const errorCode = /^\d{1,6}$/.exec(params["ErrorCode"] ?? "")?.[0] ?? null;
  const isPassing = status === "failed" && errorCode !== null && isPassingCode(Number(errorCode));
  const reason = status === "failed" && errorCode !== null ? reasonOfCode(errorCode) : null;
  return { report: { nonce: query.get("o"), sid, status, errorCode, reason, isPassing } };
}
