const BASE_MS = 2_000;
const LONGEST_MS = 300_000;

/**
 * Returns a delay of exponential backoff with full jitter, in milliseconds: anything from 0 to 2 s,
 * 4 s, 8 s … up to 300 s, and never less than the upstream asked for, up to the same 300 s.
 */
export function retryDelay(
  attempt: number,
  retryAfterMs: number | null,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(LONGEST_MS, BASE_MS * 2 ** Math.min(attempt, 20));
  return Math.min(LONGEST_MS, Math.max(Math.round(random() * ceiling), retryAfterMs ?? 0));
}
