/**
 * Returns a function that calls `load` once and then returns the same result; a failure is not
 * kept.
 */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
}

/** Returns a function whose code is loaded with its first call. */
export function onFirstCall<Given extends unknown[], Result>(
  load: () => Promise<(...given: Given) => Promise<Result>>,
): (...given: Given) => Promise<Result> {
  const loaded = loadOnce(load);
  return async (...given) => (await loaded())(...given);
}
