import type { Config } from "../config.ts";
import type { Clock, Inbox, Logger } from "../core/ports.ts";
import { catchUp } from "../inbox/catch-up.ts";
import type { Receive } from "../inbox/receive-message.ts";
import type { Store } from "../store/store.ts";
import { type ExclusiveTask, runExclusively } from "../schedule/run-exclusively.ts";

/** The first work waits no longer than this for what was missed. */
const BOOT_PATIENCE_MS = 5_000;
/** Who starts together has missed the same. */
const BOOT_REST_MS = 30_000;
const REST_MS = 150_000;

export interface CatchUp {
  readonly tasks: readonly ExclusiveTask[];
  /** Resolves when what was missed is stored, or when it takes too long; never rejects. */
  atBoot(): Promise<void>;
  /** Resolves when nothing is fetched any more. */
  stop(): Promise<void>;
}

/** What fetches missed messages at every start and every five minutes, when the settings want it. */
export function wireCatchUp(
  config: Config,
  deps: {
    /** Of the channels that keep a list. */
    readonly inboxes: readonly Inbox[];
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Logger;
    readonly receive: Receive;
  },
): CatchUp {
  const { inboxes, clock, log } = deps;
  const isWanted = config.catchUp && inboxes.length > 0;
  const stopped = new AbortController();
  let underWay: Promise<void> | null = null;

  /** Joins the one that is under way: two at once would fetch everything twice. */
  function run(): Promise<void> {
    underWay ??= catchUp(deps, stopped.signal).finally(() => {
      underWay = null;
    });
    return underWay;
  }

  const task: ExclusiveTask = {
    name: "catch-up",
    pattern: "*/5 * * * *",
    turns: { restMs: REST_MS },
    run,
  };
  return {
    tasks: isWanted ? [task] : [],
    atBoot: async () => {
      if (!isWanted) return;
      const { promise: patience, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(BOOT_PATIENCE_MS, resolve);
      const caughtUp = runExclusively(task, BOOT_REST_MS, deps.store).catch((error: unknown) =>
        log.warn("cannot catch up", { error }),
      );
      await Promise.race([caughtUp, patience]);
      cancel();
    },
    stop: async () => {
      stopped.abort();
      await underWay?.catch(() => {});
    },
  };
}
