/** Chooses at random, and the same again for the same seed. */
export interface Picker {
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number;
  isLucky(share: number): boolean;
  one<T>(from: readonly [T, ...T[]]): T;
  /** Null when there is nothing to choose from. */
  any<T>(from: readonly T[]): T | null;
}

export function createPicker(seed: number): Picker {
  let state = seed >>> 0;
  // Mulberry32: small, and good enough to choose by.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    isLucky: (share) => next() < share,
    one: (from) => from[below(from.length)] ?? from[0],
    any: (from) => from[below(from.length)] ?? null,
  };
}
