import type { InboundMessage } from "../core/message.ts";
import type { Clock, Inbox, Logger } from "../core/ports.ts";
import type { ScheduledTask } from "../core/scheduled-task.ts";
import type { Store } from "../store/store.ts";

const MARK = "caught-up-to";
/** The messenger may list a message some time after it was sent, and its clock is not ours. */
const OVERLAP_MS = 10 * 60_000;
/** A younger message may still be on its way to the webhook. */
const YOUNGEST_MS = 60_000;
/** An older one could not be answered any more: WhatsApp closes its window after 24 hours. */
const OLDEST_MS = 23 * 60 * 60_000;
/** The first work waits no longer than this for what was missed. */
const BOOT_TIMEOUT_MS = 5_000;
/** Processes that start together have missed the same. */
const BOOT_REST_MS = 30_000;
const REST_MS = 150_000;

export interface CatchUpDeps {
  readonly store: Pick<Store, "readState" | "writeState" | "unseen" | "exclusively">;
  readonly inboxes: readonly Inbox[];
  readonly clock: Clock;
  readonly log: Logger;
  receive(
    message: InboundMessage,
    late: { readonly sentAt: number; readonly isWhole: boolean },
  ): Promise<{ readonly outcome: string }>;
}

export interface CatchUp {
  readonly task: ScheduledTask;
  /** Resolves when what was missed is stored, or when it takes too long; never rejects. */
  atBoot(): Promise<void>;
  /** Resolves when nothing is fetched any more. */
  stop(): Promise<void>;
}

/** Fetches missed messages at every start and every five minutes. */
export function createCatchUp(deps: CatchUpDeps): CatchUp {
  const { store, clock, log } = deps;
  const stopped = new AbortController();
  let underWay: Promise<void> | null = null;

  /** Joins the one that is under way: two at once would fetch everything twice. */
  function run(): Promise<void> {
    underWay ??= catchUp(deps, stopped.signal).finally(() => {
      underWay = null;
    });
    return underWay;
  }

  const task = { name: "catch-up", pattern: "*/5 * * * *", exclusive: { restMs: REST_MS }, run };
  return {
    task,
    atBoot: async () => {
      const { promise: timeout, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(BOOT_TIMEOUT_MS, resolve);
      const caughtUp = store
        .exclusively(task.name, BOOT_REST_MS, run)
        .catch((error: unknown) => log.warn("cannot catch up", { error }));
      await Promise.race([caughtUp, timeout]);
      cancel();
    },
    stop: async () => {
      stopped.abort();
      await underWay?.catch(() => {});
    },
  };
}

/**
 * Takes in what reached the messenger and not us, oldest first, as if its webhook came now; the
 * first time it only notes the moment from which nothing may be missing. Throws what `Inbox` throws.
 */
async function catchUp(deps: CatchUpDeps, signal: AbortSignal): Promise<void> {
  const { store, inboxes, clock, log } = deps;
  const startedAt = clock.now();
  const mark = await store.readState(MARK);
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
  await store.writeState(MARK, String(startedAt));
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
