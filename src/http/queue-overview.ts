import { TransientError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import { withTimeout } from "../core/with-timeout.ts";

/** Those who ask for our health wait four seconds. */
const OVERVIEW_TIMEOUT_MS = 2_000;

/** What waits, as the store counts it. */
export interface QueueOverview {
  readonly waitingMessages: number;
  readonly oldestWaitingAt: number | null;
  readonly waitingParts: number;
}

/**
 * Returns the function that reads the overview in time. It throws `TransientError` also while the
 * database's files cannot be used: a database that can be read and not written is down.
 */
export function createOverview(deps: {
  readonly store: { overview(): Promise<QueueOverview> };
  readonly storage: { fault(): { readonly kind: string } | null };
  readonly clock: Clock;
}): () => Promise<QueueOverview> {
  const { store, storage, clock } = deps;
  return async () => {
    const fault = storage.fault();
    if (fault !== null) throw new TransientError(`The storage is ${fault.kind}.`);
    return withTimeout(OVERVIEW_TIMEOUT_MS, clock, store.overview());
  };
}
