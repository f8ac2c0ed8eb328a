import type { Metrics } from "../http/metrics.ts";
import type { Media } from "../media/media.ts";
import type { Reminders } from "../schedule/send-reminders.ts";
import type { Worker } from "../worker/worker.ts";

/** Shows in the metrics what the process is doing. */
export function observeWork(
  metrics: Metrics,
  {
    worker,
    media,
    reminders,
    droppedLogLines,
  }: {
    readonly worker: Pick<Worker, "lanesAtWork">;
    readonly media: Pick<Media, "filesAtWork">;
    /** Null if they are off. */
    readonly reminders: Pick<Reminders, "usersReminded"> | null;
    readonly droppedLogLines: () => number;
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
}
