import type { Clock, Correspondence } from "../core/ports.ts";
import type { OpenPart } from "../store/sends.ts";
import type { Store } from "../store/store.ts";

/** The longest wait for a poll, where none succeeds. */
const LONGEST_MS = 60 * 60_000;

/** The wait for the report of a part, which is the only proof where the messenger keeps no list. */
export interface ReportWait {
  /** The time after its start in which its report could have come. */
  readonly ageMs: number;
  /** The time in which it should have come. */
  readonly graceMs: number;
}

/** The part of a channel that the wait depends on. */
interface ReportingChannel {
  readonly capabilities: {
    readonly reportWait: { readonly usual: number; readonly afterRestart: number } | null;
  };
  readonly poller: { readonly address: string } | null;
}

export interface ReportWaitDeps {
  readonly store: Pick<Store, "readState">;
  readonly clock: Pick<Clock, "now">;
  readonly channels: { ofUser(user: Correspondence): ReportingChannel };
  /** The time since when this process can receive reports; they cannot reach one that is down. */
  readonly startedAt: number;
  readonly sendGraceMs: number;
}

/** Returns the wait for the report of a part at the time `at`. */
export async function reportWaitOf(
  part: OpenPart,
  at: number,
  { store, clock, channels, startedAt, sendGraceMs }: ReportWaitDeps,
): Promise<ReportWait> {
  const { capabilities, poller } = channels.ofUser(part);
  const { usual, afterRestart } = capabilities.reportWait ?? { usual: 1, afterRestart: 1 };
  const factor = part.startedAt < startedAt ? afterRestart : usual;
  const graceMs = sendGraceMs * factor;
  const ageMs = at - part.startedAt;
  if (poller === null) return { graceMs, ageMs: Math.min(ageMs, clock.now() - startedAt) };
  // Reports wait at the messenger until they are polled, however long that takes.
  if (ageMs < 0 || ageMs > LONGEST_MS) return { graceMs, ageMs };
  const polledAt = Number(await store.readState(`polled-at:${poller.address}`)) - part.startedAt;
  return { graceMs, ageMs: Math.min(ageMs, Math.max(0, polledAt)) };
}
