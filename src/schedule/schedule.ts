import { cron } from "@elysiajs/cron";
import { Elysia } from "elysia";
import type { Logger } from "../core/ports.ts";

export interface ScheduledTask {
  readonly name: string;
  /** Five fields, or six with seconds in front, in UTC. */
  readonly pattern: string;
  readonly run: () => Promise<void>;
}

export interface Schedule {
  start(): void;
  /** Starts no task any more and resolves when those under way have ended. */
  stop(): Promise<void>;
}

/**
 * Runs each task at its times, never twice at once: a time that comes while the task still runs is
 * left out. A failure is logged and ends there. Throws when a pattern cannot be read.
 */
export function createSchedule(tasks: readonly ScheduledTask[], log: Logger): Schedule {
  const underWay = new Set<Promise<void>>();

  async function attempt(task: ScheduledTask): Promise<void> {
    try {
      await task.run();
    } catch (error) {
      log.error("scheduled task failed", { task: task.name, error });
    }
  }

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
    const app = new Elysia().use(cron({ name, ...times, run, paused: true, protect: true }));
    return app.store.cron[name];
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
