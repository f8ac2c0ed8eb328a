/** Resolves once all of them have ended; rejects then with the first failure, so that none is left behind. */
export async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}
