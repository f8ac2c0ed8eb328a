import { TERMINAL } from "../store/admin-access.ts";
import type { RetryOutcome } from "../store/decide-retry.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say } from "./write-out.ts";

const WORDS: Readonly<Record<RetryOutcome["outcome"], string>> = {
  "answer-again":
    "will be answered: a running server begins within a second, else at its next start.",
  "send-again":
    "will be sent again: a running server begins within a second, else at its next start.",
  unknown: "is not stored here.",
  "under-way": "is already in progress: see whatsapp-ai-bot explain.",
  "nothing-to-retry": "has not failed.",
  "taken-over":
    "belongs to a conversation that an owner has taken over: hand it back first (conversations hand-back).",
  "being-sent":
    "has a part that may have been sent and is being looked up: try again in two minutes.",
};

/**
 * Queues a message again that was given up or not delivered; returns false if there is nothing to
 * retry.
 */
export async function retryMessage(message: string): Promise<boolean> {
  const outcome = await withAdminStore(async (admin) => {
    const timeline = await admin.timelineOf(message);
    if (timeline === null) return "unknown";
    return (await admin.retry(timeline.id, TERMINAL)).outcome;
  });
  say(`Message ${harmless(message)} ${WORDS[outcome]}`);
  return outcome === "answer-again" || outcome === "send-again";
}
