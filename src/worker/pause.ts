import type { Clock } from "../core/ports.ts";

/** Resolves after `delayMs`, or at once when `signal` is aborted. */
export function pause(
  delayMs: number,
  clock: Pick<Clock, "after">,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const hurry = () => {
      cancel();
      resolve();
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener("abort", hurry);
      resolve();
    });
    signal.addEventListener("abort", hurry, { once: true });
  });
}
