import type { SentMessage } from "../core/ports.ts";
import type { Lane, OpenPart } from "../store/store.ts";
import type { DeliverDeps } from "./deliver-reply.ts";

/** Twice not in the list, this far apart, counts as not sent. */
const LOOKUP_PAUSE_MS = 15_000;
const LOOKUPS = 2;
/** The messenger's dates have whole seconds, and clocks drift while a request travels. */
const DATE_TOLERANCE_MS = 2_000;

export interface ReconcileDeps extends DeliverDeps {
  /** How long after its start a part that is nowhere to be seen may yet appear. */
  readonly sendGraceMs: number;
  /** Whether a part without a trace is sent once more; else it is given up, and never doubled. */
  readonly mayRepeat: boolean;
}

/**
 * Settles a part that may or may not have been sent by looking for it in the messenger's own list:
 * found, it is accepted; missing twice, it is sent once more or given up. Throws what
 * `Messenger.listSentTo` throws.
 */
export async function reconcile(
  part: OpenPart,
  { lane }: { readonly lane: Lane },
  { store, messenger, clock, log, sendGraceMs, mayRepeat }: ReconcileDeps,
): Promise<void> {
  const facts = { message: part.messageId, part: part.part };
  const { messages, clockOffsetMs } = await messenger.listSentTo(part.to);
  const known = await store.knownSids(messages.map((message) => message.sid));
  const candidates = messages.filter((message) => !known.has(message.sid));
  const trace = findTrace(part, candidates, messenger.address, clockOffsetMs);
  if (trace !== null) {
    log.info("uncertain part was sent", { ...facts, sid: trace.sid });
    await store.recordAccepted(lane, part.id, { sid: trace.sid, nextAfterMs: 0 });
    return;
  }
  const ageMs = clock.now() - part.startedAt;
  // Looked for sooner than usual: to find it is proof, to miss it is none yet. A start that is still
  // to come was written under another clock.
  if (ageMs >= 0 && ageMs < sendGraceMs) {
    await store.postponeLookup(lane, part.id, { delayMs: sendGraceMs - ageMs, isCounted: false });
    return;
  }
  if (part.lookups + 1 < LOOKUPS) {
    await store.postponeLookup(lane, part.id, { delayMs: LOOKUP_PAUSE_MS, isCounted: true });
    return;
  }
  if (!mayRepeat) {
    log.warn("uncertain part left no trace, given up", facts);
    await store.recordUnknown(lane, part.id);
    return;
  }
  log.warn("uncertain part left no trace, sending it again", facts);
  const failure = { code: "no-trace", message: "the messenger's list showed no trace of it" };
  await store.postponeSend(lane, part.id, 0, failure);
}

/** The oldest message in the messenger's list that can only be this part, or null. */
export function findTrace(
  part: Pick<OpenPart, "body" | "to" | "startedAt">,
  candidates: readonly SentMessage[],
  ownAddress: string,
  clockOffsetMs: number,
): SentMessage | null {
  const startedAt = Math.floor((part.startedAt + clockOffsetMs) / 1000) * 1000;
  const traces = candidates.filter(
    (message) =>
      message.direction === "outbound" &&
      // It was taken and did not arrive: nobody has read it.
      message.status !== "failed" &&
      message.from === ownAddress &&
      message.to === part.to &&
      message.body.trim() === part.body.trim() &&
      message.createdAt >= startedAt - DATE_TOLERANCE_MS,
  );
  return traces.toSorted((a, b) => a.createdAt - b.createdAt)[0] ?? null;
}
