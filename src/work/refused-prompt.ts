import { PermanentError, type UserFacingError } from "../core/errors.ts";

const BY_CONTENT =
  /content_?(filter|policy|management)|moderation|safety|flagged|guardrail|responsible_?ai|invalid_prompt|policy_violation/i;
/** A 403 that concerns the account, not what was asked. */
const BY_ACCOUNT =
  /model|country|region|territory|permission|access|key|account|billing|credit|project|organi[sz]ation|authent/i;

/**
 * Whether the provider, or a gateway in front of it, refused what was asked: asking again is in vain,
 * nobody else is concerned, and the owner can do nothing about it.
 */
export function isRefusedPrompt(error: unknown): error is PermanentError {
  if (!(error instanceof PermanentError)) return false;
  const code = error.code ?? "";
  if (BY_CONTENT.test(code)) return true;
  const isForbidden = /^(http_)?403$/.test(code) || /: 403\b/.test(error.message);
  return isForbidden && !BY_ACCOUNT.test(code);
}

/** Whether an apology answers a message that no model could take in: it would fail the next prompt too. */
export function isIndigestible({ code }: UserFacingError): boolean {
  return code === "context_length_exceeded" || (code?.startsWith("empty-") ?? false);
}
