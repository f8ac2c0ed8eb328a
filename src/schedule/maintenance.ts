import { PermanentError } from "../core/errors.ts";
import type { Publisher } from "../core/event-bus.ts";
import type { Clock, Logger, MediaSource } from "../core/ports.ts";
import type { ScheduledTask } from "../core/scheduled-task.ts";
import type { Store } from "../store/store.ts";
import { cleanUp, erasePrivate, sweepFiles } from "./clean-up.ts";
import { type JobWork, runJobs } from "./run-jobs.ts";

// Shorter than the pattern's interval: clocks differ, and no run must be missed.
const HALF_AN_HOUR = { restMs: 30 * 60_000 };
const HALF_A_MINUTE = { restMs: 30_000 };

export interface MaintenanceDeps {
  readonly settings: {
    readonly mediaRetentionDays: number;
    readonly mediaOutHours: number;
    readonly messageRetentionDays: number;
  };
  readonly store: Store;
  readonly events: Publisher;
  readonly source: Pick<MediaSource, "remove">;
  readonly media: { sweep(before: number): Promise<number> };
  readonly clock: Clock;
  readonly log: Logger;
  isStopping(): boolean;
}

/** Returns the tasks that run on a schedule, whether or not users write. */
export function maintenanceTasks(deps: MaintenanceDeps): ScheduledTask[] {
  return [
    {
      name: "clean-up",
      pattern: "17 * * * *",
      exclusive: HALF_AN_HOUR,
      run: () => cleanUp({ ...deps, ...deps.settings }),
    },
    {
      name: "erase-private",
      pattern: "*/20 * * * * *",
      exclusive: { restMs: 0 },
      isWanted: () => deps.store.hasPrivate(),
      run: () => erasePrivate(deps),
    },
    // Not exclusive: each process has its own files.
    {
      name: "sweep-files",
      pattern: "17 * * * *",
      run: () => sweepFiles(deps),
    },
    // Separate from clean-up, which must not wait for the network.
    {
      name: "remove-media",
      pattern: "* * * * *",
      exclusive: HALF_A_MINUTE,
      run: () => runJobs("remove-media", removeMedia(deps), deps),
    },
    // Every second, because an operator at the command line waits for it.
    {
      name: "jobs",
      pattern: "* * * * * *",
      exclusive: { restMs: 0 },
      isWanted: async () => (await deps.store.dueJobs("retry", 1)).length > 0,
      run: () => runJobs("retry", retry(deps), deps),
    },
  ];
}

function removeMedia({ source }: Pick<MaintenanceDeps, "source">): JobWork {
  return ({ url = "", messageSid = "" }) => source.remove({ url, messageSid });
}

function retry({ store, events }: Pick<MaintenanceDeps, "store" | "events">): JobWork {
  return async ({ messageId }) => {
    if (!(await store.requeueMessage(Number(messageId)))) {
      throw new PermanentError(`message ${messageId} was not given up`, { code: "not-dead" });
    }
    events.publish({ kind: "due" });
  };
}
