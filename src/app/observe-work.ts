import type { Metrics } from "../http/metrics.ts";
import type { Media } from "../media/media.ts";
import type { Worker } from "../worker/worker.ts";

/** Shows in the metrics what the process is doing. */
export function observeWork(
  metrics: Metrics,
  {
    worker,
    media,
    droppedLogLines,
  }: {
    readonly worker: Pick<Worker, "lanesAtWork">;
    readonly media: Pick<Media, "filesAtWork">;
    readonly droppedLogLines: () => number;
  },
): void {
  metrics.gauge("whatsapp_bot_lanes_at_work", "Users who are being answered at present", () =>
    worker.lanesAtWork(),
  );
  metrics.gauge("whatsapp_bot_temp_files", "Temporary files in use", () => media.filesAtWork());
  metrics.counter(
    "whatsapp_bot_log_lines_dropped_total",
    "Log lines dropped because their reader was too slow",
    droppedLogLines,
  );
}
