import type { Clock } from "../core/ports.ts";
import type { Metrics } from "../http/metrics.ts";
import { createCostCounter } from "../ledger/count-costs.ts";
import type { Media } from "../media/media.ts";
import type { Reminders } from "../schedule/send-reminders.ts";
import type { Store } from "../store/store.ts";
import type { Worker } from "../worker/worker.ts";

const NANO = 1e9;

/** Adds the figures that are read from the program's parts with each scrape. */
export function addFigures(
  metrics: Metrics,
  {
    worker,
    media,
    store,
    reminders,
    clock,
    droppedLogLines = () => 0,
  }: {
    readonly worker: Pick<Worker, "lanesAtWork">;
    readonly media: Pick<Media, "filesAtWork">;
    readonly store: Store;
    /** Null if they are off. */
    readonly reminders: Pick<Reminders, "usersReminded"> | null;
    readonly clock: Clock;
    readonly droppedLogLines?: (() => number) | undefined;
  },
): void {
  metrics.gauge("whatsapp_bot_lanes_at_work", "Users who are being answered at present", () =>
    worker.lanesAtWork(),
  );
  metrics.gauge("whatsapp_bot_temp_files", "Temporary files in use", () => media.filesAtWork());
  metrics.counter("whatsapp_bot_users_reminded_total", "Users whose reminders were due", () =>
    reminders === null ? 0 : reminders.usersReminded(),
  );
  metrics.counter(
    "whatsapp_bot_log_lines_dropped_total",
    "Log lines dropped because their reader was too slow",
    droppedLogLines,
  );
  const costs = createCostCounter({ store, clock });
  metrics.counters("whatsapp_bot_cost_usd_total", COSTS, async () =>
    (await costs()).map(({ kind, channel, isEstimated, nanoDollars }) => ({
      labels: { kind, channel: channel ?? "", estimated: String(isEstimated) },
      value: Number(nanoDollars) / NANO,
    })),
  );
}

const COSTS = {
  help: "Dollars charged in the database since this process began, by kind and channel",
  labelNames: ["kind", "channel", "estimated"],
};
