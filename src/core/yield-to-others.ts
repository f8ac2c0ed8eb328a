let last: Promise<void> = Promise.resolve();

/**
 * Resolves when everything else that was due has had its chance. To be awaited between pieces of long
 * work; of several such works one piece runs at a time, however many there are.
 */
export function yieldToOthers(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
