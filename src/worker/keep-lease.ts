import type { Lane } from "../core/lane.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

const HEARTBEAT_MS = 10_000;

/**
 * Renews a lane's lease until the returned function is called; calls `onLost` once the lease is
 * lost.
 */
export function keepLease(
  lane: Lane,
  leaseMs: number,
  onLost: () => void,
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Logger },
): () => void {
  let cancel = clock.after(HEARTBEAT_MS, beat);

  function beat(): void {
    cancel = clock.after(HEARTBEAT_MS, beat);
    store.renewLane(lane, leaseMs).then(
      (renewed) => renewed ?? onLost(),
      (error: unknown) => log.warn("lease renewal failed", { lane: lane.userId, error }),
    );
  }

  return () => cancel();
}
