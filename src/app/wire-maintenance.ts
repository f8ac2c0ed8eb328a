import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { ScheduledTask } from "../http/cron.ts";
import { cleanUp } from "../maintain/clean-up.ts";
import { removeMedia } from "../maintain/remove-media.ts";
import type { Store } from "../store/store.ts";
import type { MediaParts } from "./wire-media.ts";

/** What is done by the clock, whoever writes or does not. */
export function wireMaintenance(
  config: Config,
  deps: MediaParts & {
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Logger;
    isStopping(): boolean;
  },
): ScheduledTask[] {
  const { mediaRetentionDays, messageRetentionDays } = config;
  const sweepFiles = (before: number) => deps.media.sweep(before);
  return [
    {
      name: "clean-up",
      pattern: "17 * * * *",
      run: () => cleanUp({ ...deps, mediaRetentionDays, messageRetentionDays, sweepFiles }),
    },
    { name: "remove-media", pattern: "* * * * *", run: () => removeMedia(deps) },
  ];
}
