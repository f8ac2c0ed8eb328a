import type { Lane } from "../core/lane.ts";
import type { SentMessage } from "../core/ports.ts";
import type { OpenPart } from "../store/sends.ts";
import type { LookUp } from "../store/store.ts";
import type { SendPartDeps } from "./send-part.ts";

/** That a part is missing says nothing before its send is this old: the list may lag behind. */
export const FIRST_COUNTED_MS = 10_000;
/** Missing at least twice, this far apart, the last time when the grace is over, counts as not sent. */
const LOOKUP_PAUSE_MS = 15_000;
const LOOKUPS = 2;
/** The messenger's dates have whole seconds, and clocks drift while a request travels. */
const DATE_TOLERANCE_MS = 2_000;

export interface ReconcileDeps extends SendPartDeps {
  /** How long after its start a part that is nowhere to be seen may yet appear in the list. */
  readonly sendGraceMs: number;
  /** Whether a part without a trace is sent once more; else it is given up, and never doubled. */
  readonly mayRepeat: boolean;
}

/**
 * Settles parts that may or may not have been sent from one reading of the messenger's own list: one
 * that is found is accepted, whenever that is; one that is missing again and again until its grace is
 * over is sent once more or given up. Throws what `Messenger.listSentTo` throws.
 */
export async function reconcile(
  { parts, at }: LookUp,
  { lane }: { readonly lane: Lane },
  deps: ReconcileDeps,
): Promise<void> {
  const [first] = parts;
  if (first === undefined) return;
  const { store, messenger, clock, log } = deps;
  const begunAt = clock.now();
  const { messages, clockOffsetMs } = await messenger.listSentTo(first);
  // Our clock may be behind the store's, by which the starts were written.
  const offsetMs = clockOffsetMs + Math.min(0, begunAt - at);
  const taken = new Set(await store.knownSids(messages.map((message) => message.sid)));
  for (const part of parts) {
    const candidates = messages.filter((message) => !taken.has(message.sid));
    const trace = findTrace(part, candidates, offsetMs);
    if (trace === null) {
      await settleMissing(part, { lane, ageMs: at - part.startedAt }, deps);
    } else {
      taken.add(trace.sid);
      log.info("uncertain part was sent", { ...factsOf(part), sid: trace.sid });
      await store.recordAccepted(lane, part.id, { sid: trace.sid, nextAfterMs: 0 });
    }
  }
}

/** Decides what it means that a part is not in the messenger's list, so long after its start. */
async function settleMissing(
  part: OpenPart,
  { lane, ageMs }: { readonly lane: Lane; readonly ageMs: number },
  { store, log, sendGraceMs, mayRepeat }: ReconcileDeps,
): Promise<void> {
  const facts = factsOf(part);
  const lookAgain = async (delayMs: number, isCounted: boolean) => {
    log.debug("uncertain part is not listed, will be looked up again", { ...facts, delayMs });
    await store.postponeLookup(lane, part.id, { delayMs, isCounted });
  };
  // A start that is still to come was written under another clock.
  const sinceMs = ageMs < 0 ? Infinity : ageMs;
  const firstCountedMs = Math.min(FIRST_COUNTED_MS, sendGraceMs);
  if (sinceMs < firstCountedMs) return lookAgain(firstCountedMs - sinceMs, false);
  if (part.lookups + 1 < LOOKUPS) return lookAgain(LOOKUP_PAUSE_MS, true);
  if (sinceMs < sendGraceMs) return lookAgain(sendGraceMs - sinceMs, true);
  if (!mayRepeat) {
    log.warn("uncertain part left no trace, given up", facts);
    await store.recordUnknown(lane, part.id);
    return;
  }
  log.warn("uncertain part left no trace, sending it again", facts);
  const failure = { code: "no-trace", message: "the messenger's list showed no trace of it" };
  await store.postponeSend(lane, part.id, 0, failure);
}

const factsOf = (part: OpenPart) => ({ message: part.messageId, part: part.part });

/** The oldest message in the messenger's list that can only be this part, or null. */
export function findTrace(
  part: Pick<OpenPart, "body" | "to" | "startedAt">,
  candidates: readonly SentMessage[],
  clockOffsetMs: number,
): SentMessage | null {
  const startedAt = Math.floor((part.startedAt + clockOffsetMs) / 1000) * 1000;
  const traces = candidates.filter(
    (message) =>
      // It was taken and did not arrive: nobody has read it.
      message.status !== "failed" &&
      message.to === part.to &&
      message.body.trim() === part.body.trim() &&
      message.createdAt >= startedAt - DATE_TOLERANCE_MS,
  );
  return traces.toSorted((a, b) => a.createdAt - b.createdAt)[0] ?? null;
}
