import type { ScheduledTask } from "./schedule.ts";
import type { Store } from "../store/store.ts";

/** What is done by the clock: by every process for itself, or in turns by all on one database. */
export interface ExclusiveTask extends ScheduledTask {
  /** Where they take turns: how long after one beginning nobody begins again, whatever their clocks say. */
  readonly turns: { readonly restMs: number } | null;
  /** Whether there is anything to do, where that is cheaper to ask than a turn is to take. */
  isWanted?(): Promise<boolean>;
}

/** Does a task, unless another process does it or has just done it. */
export async function runExclusively(
  task: ExclusiveTask,
  restMs: number,
  store: Store,
): Promise<void> {
  if (task.turns === null || !store.isShared) return task.run();
  if ((await task.isWanted?.()) === false) return;
  await store.exclusively(task.name, restMs, task.run);
}

/** A task as the schedule runs it, in turn. */
export function asExclusive(task: ExclusiveTask, store: Store): ScheduledTask {
  return { ...task, run: () => runExclusively(task, task.turns?.restMs ?? 0, store) };
}
