import type { Clock } from "../core/ports.ts";

/** Resolves after `delayMs`, or at once when `signal` is aborted. */
export function pause(
  delayMs: number,
  clock: Pick<Clock, "after">,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(delayMs, resolve);
    signal.addEventListener("abort", () => {
      cancel();
      resolve();
    });
  });
}
