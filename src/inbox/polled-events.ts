import type { Clock, DeliveryReport, Logger } from "../core/ports.ts";
import type { PolledEvent } from "../core/poller.ts";
import type { StateMark } from "../store/maintenance.ts";
import type { Store } from "../store/store.ts";
import type { Receive } from "./receive-message.ts";

/** A message that is older than this when it arrives was sent while no server polled. */
const LATE_MS = 60_000;
/** The clock that stamps messages and reports may be behind ours. */
const CLOCK_TOLERANCE_MS = 60_000;

export interface PolledEventsDeps {
  readonly store: Pick<Store, "writeState" | "knownSids" | "partInDoubt">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  readonly receive: Receive;
  recordStatus(report: DeliveryReport): Promise<unknown>;
  /** Called for every message, with its result and duration. */
  onResult(result: string, durationMs: number): void;
}

/** The place of a batch in what the messenger keeps. */
interface Place {
  /** Our own address. */
  readonly address: string;
  /** The time of the first poll: older messages were not meant for the bot. */
  readonly since: number;
  /** The beginning of the next poll; null if it stays. */
  readonly next: StateMark | null;
}

/**
 * Stores the events of a poll, in order. The place of the next poll is stored in the transaction of
 * the last message, so a batch that is interrupted comes again, and what is stored of it already is
 * recognized. Returns the ids of the messages that may be marked as read; null if there was no room
 * for one, which is polled again.
 */
export async function storePolled(
  events: readonly PolledEvent[],
  { address, since, next }: Place,
  deps: PolledEventsDeps,
): Promise<readonly string[] | null> {
  const { store, clock } = deps;
  const arrivedAt = clock.now();
  const messages: Extract<PolledEvent, { kind: "message" }>[] = [];
  for (const event of events) {
    if (event.kind === "status") await deps.recordStatus(await withNonce(event, address, deps));
    else if (event.kind === "skipped") deps.onResult(event.why, 0);
    else if (isOlder(event.sentAt, since)) deps.onResult("before-start", 0);
    else messages.push(event);
  }
  let isPlaced = next === null;
  for (const [index, { message, sentAt }] of messages.entries()) {
    const mark = index === messages.length - 1 ? next : null;
    const late = latenessOf(sentAt, arrivedAt);
    const { outcome } = await deps.receive(message, late, mark);
    deps.onResult(outcome, clock.now() - arrivedAt);
    if (outcome === "busy") return null;
    // A flood may be ignored without a look at the store.
    isPlaced ||= mark !== null && outcome !== "ignored";
  }
  if (!isPlaced && next !== null) await store.writeState(next.key, next.value);
  return messages.map(({ message }) => message.sid);
}

function isOlder(sentAt: number | null, since: number): boolean {
  return sentAt !== null && sentAt < since - CLOCK_TOLERANCE_MS;
}

function latenessOf(sentAt: number | null, arrivedAt: number) {
  return sentAt !== null && arrivedAt - sentAt > LATE_MS ? { sentAt, isWhole: true } : undefined;
}

/**
 * Returns a report with the nonce of its part, where the report has none and its id is not known:
 * an address has one user and is written to by one send at a time, so that an unknown message can
 * only be the part whose response is missing. A notice may be missing beside it.
 */
async function withNonce(
  { report, at }: Extract<PolledEvent, { kind: "status" }>,
  address: string,
  { store, clock, log }: PolledEventsDeps,
): Promise<DeliveryReport> {
  if (report.nonce !== null || report.status === "failed") return report;
  if ((await store.knownSids([report.sid])).size > 0) return report;
  // A report from before its send, for example of another program's message, is not about it.
  const before = (at ?? clock.now()) + CLOCK_TOLERANCE_MS;
  const nonce = await store.partInDoubt(address, before);
  if (nonce !== null)
    log.debug("report matched to the part that is being sent", { sid: report.sid });
  return { ...report, nonce };
}
