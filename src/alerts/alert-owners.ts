import type { Publisher } from "../core/event-bus.ts";
import type { DeliveryReport, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";
import type { SentencesFor } from "../text/sentences.ts";
import { alertOfMessenger, type OwnerAlert } from "./owner-alert.ts";

const HOUR_MS = 60 * 60_000;
/** What is true until the day ends is told once a day. */
const EVERY_MS: Readonly<Partial<Record<OwnerAlert, number>>> = {
  dailyLimit: 24 * HOUR_MS,
  budgetNearlySpent: 24 * HOUR_MS,
};

export interface OwnerAlerts {
  /** Queues one line to each owner, unless they had it within the hour, or the day. */
  send(alert: OwnerAlert): Promise<void>;
  /** The same for what a delivery report of ours tells. */
  onReport(report: DeliveryReport): Promise<void>;
}

/** Tells the owners what only they can put right. */
export function createOwnerAlerts(deps: {
  readonly settings: { readonly adminUsers: readonly string[] };
  readonly sentencesFor: SentencesFor;
  readonly store: Pick<Store, "notify" | "isAnswer">;
  readonly events: Publisher;
  readonly log: Logger;
}): OwnerAlerts {
  const { settings, sentencesFor, store, events, log } = deps;

  async function send(alert: OwnerAlert): Promise<void> {
    const about = { topic: `trouble:${alert}`, everyMs: EVERY_MS[alert] ?? HOUR_MS };
    const line = (language: string | null) => sentencesFor(language).owner.troubles[alert];
    let told = 0;
    for (const owner of settings.adminUsers) {
      if (await store.notify(owner, line, about)) told += 1;
    }
    if (told === 0) return;
    log.error("the owners are told of trouble", { trouble: alert, told });
    events.publish({ kind: "due" });
  }

  return {
    send,
    onReport: async (report) => {
      const alert = report.status === "failed" ? alertOfMessenger(report.reason) : null;
      // A notice that failed must not become another notice.
      if (alert !== null && (await store.isAnswer(report))) await send(alert);
    },
  };
}
