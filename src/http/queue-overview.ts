import { TransientError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import { withTimeout } from "../core/with-timeout.ts";

/** Shorter than the four seconds that health checks wait. */
const OVERVIEW_TIMEOUT_MS = 2_000;

/** The queue's figures, as the store counts them. */
export interface QueueOverview {
  readonly waitingMessages: number;
  readonly oldestWaitingAt: number | null;
  readonly waitingParts: number;
}

/**
 * Returns a function that reads the overview within the timeout. It also throws `TransientError`
 * while the database's files cannot be used: a database that can be read but not written is down.
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
