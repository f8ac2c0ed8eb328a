import type { InboundMessage } from "../core/message.ts";
import type { Clock, Inbox, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

const MARK = "caught-up-to";
/** The messenger may list a message some time after it was sent, and its clock is not ours. */
const OVERLAP_MS = 10 * 60_000;
/** A younger message may still be on its way to the webhook. */
const YOUNGEST_MS = 60_000;
/** An older one could not be answered any more: WhatsApp closes its window after 24 hours. */
const OLDEST_MS = 23 * 60 * 60_000;

export interface CatchUpDeps {
  readonly store: Pick<Store, "readNote" | "writeNote" | "unseen">;
  readonly inboxes: readonly Inbox[];
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  receive(
    message: InboundMessage,
    late: { readonly sentAt: number; readonly isWhole: boolean },
  ): Promise<{ readonly outcome: string }>;
}

/**
 * Takes in what reached the messenger and not us, oldest first, as if its webhook came now; the
 * first time it only notes the moment from which nothing may be missing. Throws what `Inbox` throws.
 */
export async function catchUp(deps: CatchUpDeps, signal: AbortSignal): Promise<void> {
  const { store, inboxes, clock, log } = deps;
  const startedAt = clock.now();
  const mark = await store.readNote(MARK);
  if (mark !== null) {
    const since = Math.max(Number(mark) - OVERLAP_MS, startedAt - OLDEST_MS);
    for (const inbox of inboxes) {
      const isComplete = await takeMissed(await inbox.listReceivedSince(since), deps, signal);
      // What there was no room or time for is looked for again the next time.
      if (!isComplete) return;
    }
  } else {
    log.info("from now on nothing that is sent to us is missed");
  }
  await store.writeNote(MARK, String(startedAt));
}

async function takeMissed(
  { messages, clockOffsetMs }: Awaited<ReturnType<Inbox["listReceivedSince"]>>,
  { store, clock, log, receive }: CatchUpDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const ageOf = (sentAt: number) => clock.now() + clockOffsetMs - sentAt;
  const old = messages.filter(
    ({ sentAt }) => ageOf(sentAt) >= YOUNGEST_MS && ageOf(sentAt) <= OLDEST_MS,
  );
  const unseen = await store.unseen(old.map(({ sid }) => sid));
  for (const listed of old) {
    if (signal.aborted) return false;
    if (!unseen.has(listed.sid)) continue;
    const message = await listed.read();
    if (message === null) continue;
    const isWhole = message.text.trim() !== "" || message.attachments.length > 0;
    const sentAt = listed.sentAt - clockOffsetMs;
    const { outcome } = await receive(message, { sentAt, isWhole });
    log.info("a missed message was fetched", { sid: listed.sid, outcome });
    if (outcome === "busy") return false;
  }
  return true;
}
