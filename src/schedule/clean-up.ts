import type { Clock, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

const DAY_MS = 24 * 60 * 60_000;
/** No work takes nearly as long: what was last written before then, a process that was killed left. */
const STALE_FILE_MS = 60 * 60_000;
/** However short the retention: so long a message may still be asked about, or come once more. */
const MIN_MESSAGE_DAYS = 2;
/** One transaction's worth: whoever writes meanwhile waits for no more than this. */
const BATCH = 100;

export interface CleanUpDeps {
  readonly store: Pick<Store, "dropMedia" | "deleteForgotten" | "deleteMessages" | "compact">;
  readonly log: Logger;
  readonly mediaRetentionDays: number;
  /** 0 keeps them. */
  readonly messageRetentionDays: number;
}

export interface SweepDeps {
  readonly clock: Pick<Clock, "now">;
  /** Removes what was last written before a moment, and returns how many files that were. */
  readonly media: { sweep(before: number): Promise<number> };
}

/** Removes temporary files that a process which was killed left behind. */
export async function sweepFiles(deps: SweepDeps & { readonly log: Logger }): Promise<void> {
  const files = await deps.media.sweep(deps.clock.now() - STALE_FILE_MS);
  if (files > 0) deps.log.info("swept up", { files });
}

/** The same at a start, when nothing is in use, unless other processes work beside this one. */
export async function sweepFilesAtBoot(
  deps: SweepDeps & { readonly store: Pick<Store, "isShared"> },
): Promise<void> {
  const { store, media, clock } = deps;
  await media.sweep(store.isShared ? clock.now() - STALE_FILE_MS : Infinity);
}

/**
 * Removes what is kept no longer: pictures and documents past their days, messages past theirs, and
 * what is left of those who were forgotten.
 */
export async function cleanUp(deps: CleanUpDeps): Promise<void> {
  const { store, log, mediaRetentionDays, messageRetentionDays } = deps;
  const attachments = await inBatches((limit) =>
    store.dropMedia(mediaRetentionDays * DAY_MS, limit),
  );
  const messageDays = Math.max(messageRetentionDays, MIN_MESSAGE_DAYS);
  const expired =
    messageRetentionDays === 0
      ? 0
      : await inBatches((limit) => store.deleteMessages(messageDays * DAY_MS, limit));
  const messages = expired + (await inBatches((limit) => store.deleteForgotten(limit)));
  if (attachments + messages > 0) await store.compact();
  if (attachments + messages > 0) log.info("cleaned up", { attachments, messages });
}

async function inBatches(remove: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove(BATCH);
    total += removed;
    if (removed < BATCH) return total;
  }
}
