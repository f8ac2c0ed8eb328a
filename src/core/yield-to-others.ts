let last: Promise<void> = Promise.resolve();

/**
 * Resolves once all other due tasks had a chance to run. Await it between pieces of long work; of
 * several such works, one piece runs at a time.
 */
export function yieldToOthers(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
