import type { Config } from "../config.ts";
import type { DeliveryReport, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";
import { speaking } from "../text/sentences.ts";
import { type OwnerAlert, alertOfMessenger } from "../alerts/owner-alert.ts";

const HOUR_MS = 60 * 60_000;

export interface Owners {
  /** Queues one line to each of them, unless they had it within the hour. */
  tell(trouble: OwnerAlert): Promise<void>;
  /** The same for what a delivery report of ours tells. */
  hear(report: DeliveryReport): Promise<void>;
}

/** The owners of ADMIN_USERS, who hear of what only they can put right. */
export function wireOwners(
  config: Config,
  { store, log, wake }: { readonly store: Store; readonly log: Logger; readonly wake: () => void },
): Owners {
  const sentencesFor = speaking(config.botLanguage);

  async function tell(trouble: OwnerAlert): Promise<void> {
    const about = { topic: `trouble:${trouble}`, everyMs: HOUR_MS };
    let told = 0;
    for (const admin of config.adminUsers) {
      const line = (language: string | null) => sentencesFor(language).owner.troubles[trouble];
      if (await store.notify(admin, line, about)) told += 1;
    }
    if (told === 0) return;
    log.error("the owners are told of trouble", { trouble, told });
    wake();
  }

  return {
    tell,
    hear: async (report) => {
      const trouble = report.status === "failed" ? alertOfMessenger(report.reason) : null;
      // A notice that failed must not become another notice.
      if (trouble !== null && (await store.isAnswer(report))) await tell(trouble);
    },
  };
}
