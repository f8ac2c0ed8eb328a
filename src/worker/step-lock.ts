export interface StepLock {
  /**
   * Resolves when a step may be taken, with the function that ends it: beside other steps, or when
   * `isAlone` once all others have ended, and none begins meanwhile. Resolves at once, with a function
   * that does nothing, when `signal` is aborted.
   */
  enter(isAlone: boolean, signal: AbortSignal): Promise<() => void>;
  /** Whether a step is being taken alone. */
  isTaken(): boolean;
}

interface Waiter {
  readonly isAlone: boolean;
  admit(): void;
}

/** A lock for readers and writers, in the order of their coming: a step alone is not kept waiting by others. */
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
