import type { Lane } from "../core/lane.ts";
import type { SentMessage } from "../core/ports.ts";
import { wordsOfPart } from "../core/reply-part.ts";
import type { OpenPart } from "../store/sends.ts";
import type { LookUp } from "../store/lane-store.ts";
import type { ReportWait } from "./report-wait.ts";
import type { SendPartDeps } from "./send-part.ts";

/** The age of a send from which a missing part counts: the list may lag behind. */
export const FIRST_COUNTED_MS = 10_000;
/**
 * A part counts as not sent if it was missing at least twice, this far apart, the last time after
 * the grace period.
 */
const LOOKUP_PAUSE_MS = 15_000;
const LOOKUPS = 2;
/** The messenger's dates have whole seconds, and clocks drift while a request travels. */
const DATE_TOLERANCE_MS = 2_000;

export interface ReconcileDeps extends SendPartDeps {
  /** The period after its start in which a part that is missing may yet appear in the list. */
  readonly sendGraceMs: number;
  /** Returns the wait for the report of a part at the time `at`, where the messenger keeps no list. */
  reportWaitOf(part: OpenPart, at: number): Promise<ReportWait>;
  /**
   * True if a part without a trace is sent once more; false if it is given up, and never doubled.
   */
  readonly mayRepeat: boolean;
}

/**
 * Settles parts that may have been sent by one reading of the messenger's own list. A part that is
 * found is accepted at any time; one that stays missing until its grace period is over is sent once
 * more or given up. A part with a file is found by a fetch of the file, and is never sent again
 * while the list has a message that may be it. Where the messenger keeps no list, a report within
 * the grace period is the only proof. Throws what `Messenger.listSentTo` throws.
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
  const list = await messenger.listSentTo(first);
  if (list === null) {
    await awaitReports({ parts, at }, lane, deps);
    return;
  }
  const { messages, clockOffsetMs } = list;
  // Our clock may be behind the store's, which the start times are from.
  const offsetMs = clockOffsetMs + Math.min(0, begunAt - at);
  const taken = new Set(await store.knownSids(messages.map((message) => message.sid)));
  const isFree = (message: SentMessage) => !taken.has(message.sid);
  const open = new Set(parts);
  // Parts whose file was fetched come first: no other part may claim their messages.
  for (const part of [...parts.filter(wasFetched), ...parts.filter((one) => !wasFetched(one))]) {
    const candidates = messages.filter(isFree);
    const traces = findTraces(part, candidates, offsetMs);
    const [trace] = traces;
    const alike = [...open].filter((one) => wasFetched(one) && isAlike(one, part));
    const isCertain =
      part.content.kind !== "media" || (wasFetched(part) && alike.length <= traces.length);
    if (trace === undefined || !isCertain) {
      const hasFailed = candidates.some(
        (message) => message.status === "failed" && isLike(message, part, offsetMs),
      );
      const mayBeSent = trace !== undefined || (wasFetched(part) && !hasFailed);
      await settleMissing(part, { lane, ageMs: at - part.startedAt, mayBeSent }, deps);
    } else {
      taken.add(trace.sid);
      open.delete(part);
      log.info("uncertain part was sent", { ...factsOf(part), sid: trace.sid });
      await store.recordAccepted(lane, part.id, { sid: trace.sid, nextAfterMs: 0 });
    }
  }
}

/** Settles parts of a messenger without a list: those that no report has proven within their grace. */
async function awaitReports(
  { parts, at }: Pick<LookUp, "parts" | "at">,
  lane: Lane,
  deps: ReconcileDeps,
): Promise<void> {
  for (const part of parts) {
    const { ageMs, graceMs } = await deps.reportWaitOf(part, at);
    const patient = { ...deps, sendGraceMs: graceMs };
    await settleMissing(part, { lane, ageMs, mayBeSent: false }, patient);
  }
}

/** Settles a part that is missing from the messenger's list. */
async function settleMissing(
  part: OpenPart,
  {
    lane,
    ageMs,
    mayBeSent,
  }: {
    readonly lane: Lane;
    readonly ageMs: number;
    /**
     * True if a sign of the send was found that proves nothing: the part must not be sent twice.
     */
    readonly mayBeSent: boolean;
  },
  { store, log, sendGraceMs, mayRepeat }: ReconcileDeps,
): Promise<void> {
  const facts = factsOf(part);
  const lookAgain = async (delayMs: number, isCounted: boolean) => {
    log.debug("uncertain part left no trace yet, will be looked up again", { ...facts, delayMs });
    await store.postponeLookup(lane, part.id, { delayMs, isCounted });
  };
  // A start in the future was written under another clock.
  const sinceMs = ageMs < 0 ? Infinity : ageMs;
  const firstCountedMs = Math.min(FIRST_COUNTED_MS, sendGraceMs);
  if (sinceMs < firstCountedMs) return lookAgain(firstCountedMs - sinceMs, false);
  if (part.lookups + 1 < LOOKUPS) return lookAgain(LOOKUP_PAUSE_MS, true);
  if (sinceMs < sendGraceMs) return lookAgain(sendGraceMs - sinceMs, true);
  if (!mayRepeat || mayBeSent) {
    log.warn("uncertain part left no trace, given up", facts);
    await store.recordUnknown(lane, part.id);
    return;
  }
  log.warn("uncertain part left no trace, sending it again", facts);
  const failure = { code: "no-trace", message: "the messenger showed no trace of it" };
  await store.postponeSend(lane, part.id, 0, failure);
}

const factsOf = (part: OpenPart) => ({ message: part.messageId, part: part.part });

/**
 * Returns whether the messenger has fetched the part's file since its send began. The address has a
 * secret token that only the messenger received, so it has certainly accepted the part.
 */
function wasFetched({ content, startedAt }: OpenPart): boolean {
  return content.kind === "media" && (content.file.fetchedAt ?? -Infinity) >= startedAt;
}

/** Returns whether the messenger's list cannot distinguish two parts. */
function isAlike(one: OpenPart, other: OpenPart): boolean {
  const isSameKind = one.content.kind === other.content.kind;
  return isSameKind && textOf(one) === textOf(other);
}

const textOf = ({ content }: Pick<OpenPart, "content">) => wordsOfPart(content).trim();

/**
 * Returns the messages in the messenger's list that may be this part, oldest first. Messages with
 * the same text are interchangeable; for a file the list shows only that there is one.
 */
export function findTraces(
  part: LostPart,
  candidates: readonly SentMessage[],
  clockOffsetMs: number,
): readonly SentMessage[] {
  return (
    candidates
      // A message that was accepted and not delivered was not read.
      .filter((message) => message.status !== "failed" && isLike(message, part, clockOffsetMs))
      .toSorted((a, b) => a.createdAt - b.createdAt)
  );
}

type LostPart = Pick<OpenPart, "content" | "to" | "startedAt">;

/**
 * Returns whether a message has the text and the user of a part, and is not older than its send.
 */
function isLike(message: SentMessage, part: LostPart, clockOffsetMs: number): boolean {
  const startedAt = Math.floor((part.startedAt + clockOffsetMs) / 1000) * 1000;
  return (
    message.to === part.to &&
    message.files === (part.content.kind === "media" ? 1 : 0) &&
    saysTheSame(message, part) &&
    message.createdAt >= startedAt - DATE_TOLERANCE_MS
  );
}

/**
 * Returns whether a message in the list has the words of a part. The messenger shows a template with
 * its variables in it, and may add its buttons; if there was no template, the choices were written.
 */
function saysTheSame({ body }: SentMessage, { content }: LostPart): boolean {
  switch (content.kind) {
    case "template":
      return body.includes(content.text.replaceAll(/\s+/g, " ").trim());
    case "choices":
      return flat(body).startsWith(flat(content.text));
    case "text":
    case "media":
      return body.trim() === textOf({ content });
  }
}

/** Returns a text in one line, without the marks that stand for empty lines. */
function flat(text: string): string {
  return text.replaceAll("\u2060", "").replaceAll(/\s+/g, " ").trim();
}
