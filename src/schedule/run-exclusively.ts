import type { ScheduledTask } from "../core/scheduled-task.ts";
import type { Store } from "../store/store.ts";

/** Runs a task, unless another process runs it or began it less than `restMs` ago. */
export async function runExclusively(
  task: ScheduledTask,
  store: Pick<Store, "isShared" | "exclusively">,
  restMs = task.exclusive?.restMs ?? 0,
): Promise<void> {
  if (task.exclusive === undefined || !store.isShared) return task.run();
  if ((await task.isWanted?.()) === false) return;
  await store.exclusively(task.name, restMs, () => task.run());
}
