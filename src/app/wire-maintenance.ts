import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { ScheduledTask } from "../http/cron.ts";
import { cleanUp } from "../maintain/clean-up.ts";
import { PermanentError } from "../core/errors.ts";
import { type JobWork, runJobs } from "../maintain/run-jobs.ts";
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
    /** Called when a message is to be answered again. */
    wake(): void;
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
    // Apart from the others, which must not wait for the network.
    {
      name: "remove-media",
      pattern: "* * * * *",
      run: () => runJobs("remove-media", removeMedia(deps), deps),
    },
    // What somebody at the command line waits for.
    { name: "jobs", pattern: "* * * * * *", run: () => runJobs("retry", retry(deps), deps) },
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
