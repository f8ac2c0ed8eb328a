import type { Publisher } from "../core/event-bus.ts";
import type { DeliveryReport, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";
import type { SentencesFor } from "../text/sentences.ts";
import { alertOfMessenger, alertOfPricing, type OwnerAlert } from "./owner-alert.ts";

const HOUR_MS = 60 * 60_000;
/** Alerts about the current day are sent once a day. */
const EVERY_MS: Readonly<Partial<Record<OwnerAlert, number>>> = {
  dailyLimit: 24 * HOUR_MS,
  budgetNearlySpent: 24 * HOUR_MS,
  billedAsAiProvider: 24 * HOUR_MS,
};

export interface OwnerAlerts {
  /** Queues one line to each owner who has not received it within the hour. */
  send(alert: OwnerAlert): Promise<void>;
  /** Sends the alert, if any, that a delivery report of ours calls for. */
  onReport(report: DeliveryReport): Promise<void>;
}

/** Alerts the owners to problems that only they can fix. */
export function createOwnerAlerts(deps: {
  readonly settings: { readonly adminUsers: readonly string[] };
  readonly sentencesFor: SentencesFor;
  readonly store: Pick<Store, "notify" | "isAnswer">;
  readonly events: Publisher;
  readonly log: Logger;
}): OwnerAlerts {
  const { settings, sentencesFor, store, events, log } = deps;

  async function send(alert: OwnerAlert): Promise<void> {
    // The topic of existing rows: another name would repeat each alert after an upgrade.
    const about = { topic: `trouble:${alert}`, everyMs: EVERY_MS[alert] ?? HOUR_MS };
    const line = (language: string | null) => sentencesFor(language).owner.alerts[alert];
    let alerted = 0;
    for (const owner of settings.adminUsers) {
      if (await store.notify(owner, line, about)) alerted += 1;
    }
    if (alerted === 0) return;
    log.error("owners alerted", { alert, owners: alerted });
    events.publish({ kind: "due" });
  }

  return {
    send,
    onReport: async (report) => {
      const alert =
        report.status === "failed"
          ? alertOfMessenger(report.reason)
          : alertOfPricing(report.pricing ?? null);
      // A failed notice must not cause another notice.
      if (alert !== null && (await store.isAnswer(report))) await send(alert);
    },
  };
}
