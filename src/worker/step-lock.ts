export interface StepLock {
  /**
   * Resolves when a step may begin, with the function that ends it: beside other steps, or, if
   * `isAlone`, once all others have ended, with none beginning meanwhile. Resolves at once, with a
   * function that does nothing, if `signal` is aborted.
   */
  enter(isAlone: boolean, signal: AbortSignal): Promise<() => void>;
  /** Returns whether a step runs alone. */
  isTaken(): boolean;
}

interface Waiter {
  readonly isAlone: boolean;
  admit(): void;
}

/**
 * Creates a readers-writer lock that serves in order of arrival, so that a step alone is not
 * starved by others.
 */
export function createStepLock(): StepLock {
  const waiting: Waiter[] = [];
  let beside = 0;
  let isTaken = false;

  function admitNext(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (isTaken || (next.isAlone && beside > 0)) return;
      waiting.shift();
      if (next.isAlone) isTaken = true;
      else beside += 1;
      next.admit();
    }
  }

  function leave(isAlone: boolean): void {
    if (isAlone) isTaken = false;
    else beside -= 1;
    admitNext();
  }

  return {
    enter: (isAlone, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(() => {});
        const waiter = { isAlone, admit };
        const giveUp = () => {
          waiting.splice(waiting.indexOf(waiter), 1);
          resolve(() => {});
          admitNext();
        };
        function admit(): void {
          signal.removeEventListener("abort", giveUp);
          resolve(() => leave(isAlone));
        }
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.push(waiter);
        admitNext();
      }),
    isTaken: () => isTaken,
  };
}
