import type { DeliveryState, MessageState, RetryOutcome } from "./admin-store.ts";

interface Row {
  readonly direction: "inbound" | "outbound";
  readonly state: MessageState | null;
  readonly privacy: "private" | "erased" | null;
}

interface Part {
  readonly id: number;
  readonly state: DeliveryState;
}

export type RetryDecision =
  | { readonly outcome: Exclude<RetryOutcome["outcome"], "send-again"> }
  | { readonly outcome: "send-again"; readonly partIds: readonly number[] };

/** Why a message cannot be taken up again whatever became of its answer, or null. */
export function refuseRetry(message: Row): RetryOutcome | null {
  if (message.direction !== "inbound") return { outcome: "unknown" };
  if (message.state === "received") return { outcome: "under-way" };
  // What a refused person wrote was not kept, nor what was written in private.
  const isGone = message.state === "discarded" || message.privacy === "erased";
  return isGone ? { outcome: "nothing-to-retry" } : null;
}

/**
 * What has to be done again of a message that came to its end: by `owner`, the last of its burst, on
 * which the parts hang.
 */
export function decideRetry(owner: Row, parts: readonly Part[]): RetryDecision {
  if (parts.some((part) => part.state === "sending")) return { outcome: "being-sent" };
  if (owner.state === "dead") return { outcome: "answer-again" };
  const failed = parts.filter((part) => part.state === "failed" || part.state === "dead");
  if (failed.length > 0) {
    return { outcome: "send-again", partIds: failed.map(({ id }) => id) };
  }
  return { outcome: owner.state === "answered" ? "under-way" : "nothing-to-retry" };
}
