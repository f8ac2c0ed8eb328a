import type { Publisher } from "../core/event-bus.ts";
import type { DeliveryReport, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

/**
 * A part that failed in transit is repeated within this period, while the user still waits for it.
 */
const RESEND_WITHIN_MS = 10 * 60_000;
const MAX_RESENDS = 3;
/** WhatsApp's sandbox accepts one message in three seconds. */
const SHORTEST_PAUSE_MS = 4_000;
const LONGEST_PAUSE_MS = 16_000;

export interface RecordReportDeps {
  readonly store: Pick<Store, "recordStatus">;
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
  const status = {
    ...reported,
    isWindowClosed: reason === "window-closed",
    isContentRefused: reason === "content",
  };
  // When a rate is exceeded, many parts fail at once: together they would exceed it again.
  const spread = (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS) * random();
  const delayMs = Math.round(SHORTEST_PAUSE_MS + spread);
  const resend = { delayMs, withinMs: RESEND_WITHIN_MS, maxTimes: MAX_RESENDS };
  const part = await store.recordStatus(status, isPassing ? resend : undefined);
  if (part === null) {
    log.debug("report on unknown message ignored", { sid: status.sid });
    return;
  }
  const facts = { message: part.messageId, part: part.part, sid: status.sid };
  if (status.status === "failed") {
    log.warn("part failed", { ...facts, code: status.errorCode, reason, isPassing });
  } else {
    // The response to the send has reported the acceptance already.
    log[status.status === "accepted" ? "debug" : "info"](`part ${status.status}`, facts);
  }
  events.publish({ kind: "reported", userId: part.userId });
  if (part.isDue) events.publish({ kind: "due" });
}
