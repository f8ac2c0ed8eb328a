import type { Row } from "./row.ts";

export type RetryOutcome =
  | { readonly outcome: "answer-again" | "send-again" }
  | {
      readonly outcome: "unknown" | "under-way" | "nothing-to-retry" | "being-sent" | "taken-over";
    };

type Message = Pick<Row<"messages">, "direction" | "state" | "privacy">;

type Part = Pick<Row<"deliveries">, "id" | "state"> & {
  /** True if its file is no longer kept. */
  readonly isGone?: boolean;
};

export type RetryDecision =
  | { readonly outcome: Exclude<RetryOutcome["outcome"], "send-again"> }
  | { readonly outcome: "send-again"; readonly partIds: readonly number[] };

/**
 * Returns the reason why a message cannot be queued again, whatever the state of its answer, or
 * null if there is none.
 */
export function refuseRetry(message: Message): RetryOutcome | null {
  if (message.direction !== "inbound") return { outcome: "unknown" };
  if (message.state === "received") return { outcome: "under-way" };
  // The content of a refused user's messages was not kept, nor that of private messages.
  const isGone = message.state === "discarded" || message.privacy === "erased";
  return isGone ? { outcome: "nothing-to-retry" } : null;
}

/**
 * Decides which work a finished message needs again. `owner` is the last message of its burst,
 * which owns the parts of the answer.
 */
export function decideRetry(owner: Message, parts: readonly Part[]): RetryDecision {
  if (parts.some((part) => part.state === "sending")) return { outcome: "being-sent" };
  if (owner.state === "dead") return { outcome: "answer-again" };
  const failed = parts.filter(
    ({ state, isGone }) => (state === "failed" || state === "dead") && isGone !== true,
  );
  if (failed.length > 0) {
    return { outcome: "send-again", partIds: failed.map(({ id }) => id) };
  }
  return { outcome: owner.state === "answered" ? "under-way" : "nothing-to-retry" };
}
