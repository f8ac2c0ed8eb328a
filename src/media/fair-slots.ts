type Slots = <T>(userId: number, task: () => Promise<T>) => Promise<T>;

/**
 * Runs at most `max` tasks at once, and one fewer of the same user, so that one user never takes
 * every slot. Waiting users take turns, each with their tasks in the order of the calls.
 */
export function createFairSlots(max: number): Slots {
  const maxPerUser = Math.max(1, max - 1);
  // Waiting users in the order of their turns.
  const waiting = new Map<number, (() => void)[]>();
  const running = new Map<number, number>();
  let busy = 0;

  const begin = (userId: number, resume: () => void) => {
    busy += 1;
    running.set(userId, (running.get(userId) ?? 0) + 1);
    resume();
  };
  const end = (userId: number) => {
    busy -= 1;
    const left = (running.get(userId) ?? 0) - 1;
    if (left > 0) running.set(userId, left);
    else running.delete(userId);
  };
  const fill = () => {
    for (const [userId, [next, ...others]] of waiting) {
      if (busy >= max) return;
      if (next === undefined || (running.get(userId) ?? 0) >= maxPerUser) continue;
      // Re-added, the user comes after all others; the loop continues with the next one.
      waiting.delete(userId);
      if (others.length > 0) waiting.set(userId, others);
      begin(userId, next);
    }
  };

  return async (userId, task) => {
    await new Promise<void>((resume) => {
      waiting.set(userId, [...(waiting.get(userId) ?? []), resume]);
      fill();
    });
    try {
      return await task();
    } finally {
      end(userId);
      fill();
    }
  };
}
