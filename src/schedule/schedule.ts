import { cron } from "@elysiajs/cron";
import { Elysia } from "elysia";
import type { Logger } from "../core/ports.ts";
import type { ScheduledTask } from "../core/scheduled-task.ts";
import type { Store } from "../store/store.ts";
import { runExclusively } from "./run-exclusively.ts";

export interface Schedule {
  start(): void;
  /** Starts no task any more and resolves when those under way have ended. */
  stop(): Promise<void>;
}

/**
 * Runs each task at its times, never twice at once: a time that comes while the task still runs is
 * left out. A failure is logged and ends there. Throws when a pattern cannot be read.
 */
export function createSchedule(deps: {
  readonly tasks: readonly ScheduledTask[];
  readonly store: Pick<Store, "isShared" | "exclusively">;
  readonly log: Logger;
}): Schedule {
  const { tasks, store, log } = deps;
  const underWay = new Set<Promise<void>>();

  async function attempt(task: ScheduledTask): Promise<void> {
    try {
      await runExclusively(task, store);
    } catch (error) {
      log.error("scheduled task failed", { task: task.name, error });
    }
  }

  const carrier = new Elysia();
  const jobs = tasks.map((task) => {
    const run = async () => {
      const running = attempt(task);
      underWay.add(running);
      await running;
      underWay.delete(running);
    };
    const { name, pattern } = task;
    // Reading the machine's own time zone takes longer than the rest of this file.
    const times = { pattern, utcOffset: 0 };
    const plugin = cron({ name, ...times, run, paused: true, protect: true });
    return carrier.use(plugin).store.cron[name];
  });

  return {
    start() {
      for (const job of jobs) job?.resume();
    },
    async stop() {
      for (const job of jobs) job?.stop();
      await Promise.all(underWay);
    },
  };
}
