import type { Publisher } from "../core/event-bus.ts";
import type { DeliveryReport, Logger } from "../core/ports.ts";
import type { SendStore } from "../store/sends.ts";

/** What failed on its way is repeated while the user still waits for it, and no longer. */
const RESEND_WITHIN_MS = 10 * 60_000;
const MAX_RESENDS = 3;
/** WhatsApp's sandbox takes one message in three seconds. */
const SHORTEST_PAUSE_MS = 4_000;
const LONGEST_PAUSE_MS = 16_000;

export interface RecordReportDeps {
  readonly store: Pick<SendStore, "recordStatus">;
  readonly log: Logger;
  readonly events: Publisher;
  readonly random?: () => number;
}

/** Stores a delivery report; `isPassing` failures let the part be sent again after a few seconds. */
export async function recordReport(
  report: DeliveryReport,
  { store, log, events, random = Math.random }: RecordReportDeps,
): Promise<void> {
  const { isPassing, reason, ...reported } = report;
  const status = { ...reported, isWindowClosed: reason === "window-closed" };
  // Many fail at once when a rate is exceeded: together they would exceed it again.
  const spread = (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS) * random();
  const delayMs = Math.round(SHORTEST_PAUSE_MS + spread);
  const resend = { delayMs, withinMs: RESEND_WITHIN_MS, maxTimes: MAX_RESENDS };
  const part = await store.recordStatus(status, isPassing ? resend : undefined);
  if (part === null) {
    log.debug("delivery of a message that is not ours reported", { sid: status.sid });
    return;
  }
  const facts = { message: part.messageId, part: part.part, sid: status.sid };
  if (status.status === "failed") {
    log.warn("part failed", { ...facts, code: status.errorCode, reason, isPassing });
  } else {
    // That it was accepted, the answer to the send has told already.
    log[status.status === "accepted" ? "debug" : "info"](`part ${status.status}`, facts);
  }
  if (part.isDue) events.publish({ kind: "due" });
}
