import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { cleanUp, sweepFiles } from "../schedule/clean-up.ts";
import { PermanentError } from "../core/errors.ts";
import { type JobWork, runJobs } from "../schedule/run-jobs.ts";
import type { Store } from "../store/store.ts";
import type { ExclusiveTask } from "../schedule/run-exclusively.ts";
import type { MediaParts } from "./wire-media.ts";

// Less than the pattern's own pause: clocks differ, and a turn must not be missed.
const HALF_AN_HOUR = { restMs: 30 * 60_000 };
const HALF_A_MINUTE = { restMs: 30_000 };

/** What is done by the clock, whoever writes or does not. */
export function wireMaintenance(
  config: Config,
  deps: MediaParts & {
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Logger;
    isStopping(): boolean;
    /** Called when a message is to be answered again. */
    wake(): void;
  },
): ExclusiveTask[] {
  const { mediaRetentionDays, messageRetentionDays } = config;
  return [
    {
      name: "clean-up",
      pattern: "17 * * * *",
      turns: HALF_AN_HOUR,
      run: () => cleanUp({ ...deps, mediaRetentionDays, messageRetentionDays }),
    },
    // Everybody sweeps before their own door.
    {
      name: "sweep-files",
      pattern: "17 * * * *",
      turns: null,
      run: () => sweepFiles({ ...deps, sweep: (before) => deps.media.sweep(before) }),
    },
    // Apart from the others, which must not wait for the network.
    {
      name: "remove-media",
      pattern: "* * * * *",
      turns: HALF_A_MINUTE,
      run: () => runJobs("remove-media", removeMedia(deps), deps),
    },
    // What somebody at the command line waits for.
    {
      name: "jobs",
      pattern: "* * * * * *",
      turns: { restMs: 0 },
      isWanted: async () => (await deps.store.dueJobs("retry", 1)).length > 0,
      run: () => runJobs("retry", retry(deps), deps),
    },
  ];
}

function removeMedia({ source }: Pick<MediaParts, "source">): JobWork {
  return ({ url = "", messageSid = "" }) => source.remove({ url, messageSid });
}

function retry({ store, wake }: { readonly store: Store; wake(): void }): JobWork {
  return async ({ messageId }) => {
    if (!(await store.reviveMessage(Number(messageId)))) {
      throw new PermanentError(`message ${messageId} was not given up`, { code: "not-dead" });
    }
    wake();
  };
}
