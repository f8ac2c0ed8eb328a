import type { Clock } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

const POLL_MS = 100;

/** Resolves when every message has its answer and every part was sent, however long that takes. */
export async function untilSettled(
  store: Pick<Store, "overview">,
  clock: Pick<Clock, "after">,
): Promise<void> {
  for (;;) {
    const { waitingMessages, waitingParts } = await store.overview();
    if (waitingMessages + waitingParts === 0) return;
    await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
  }
}
