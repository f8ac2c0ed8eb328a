import type { Clock, Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Far longer than any work takes: an older file was left behind by a process that was killed. */
const STALE_FILE_MS = 60 * 60_000;
/** The minimum retention: a message of this age may still be referred to, or be received again. */
const MIN_MESSAGE_DAYS = 2;
/** A part of which no report came for so long is not waited for: its money can be spent otherwise. */
const UNHEARD_MS = 3 * DAY_MS;

/** Longer than a part that failed on its way may be sent again (`outbox/record-report.ts`). */
const UNREPORTED_MS = 11 * 60_000;
/** The rows of one transaction, which bounds how long other writers wait. */
const BATCH = 100;

export interface CleanUpDeps {
  readonly store: Pick<
    Store,
    | "dropMedia"
    | "dropFiles"
    | "deleteForgotten"
    | "deleteMessages"
    | "deleteExpiredAdmin"
    | "makeStrandedDue"
    | "releaseReserved"
    | "compact"
  >;
  readonly log: Logger;
  readonly mediaRetentionDays: number;
  /** MEDIA_OUT_HOURS. */
  readonly mediaOutHours: number;
  /** 0 keeps messages forever. */
  readonly messageRetentionDays: number;
}

export interface SweepDeps {
  readonly clock: Pick<Clock, "now">;
  /** Removes the files last written before a time, and returns how many. */
  readonly media: { sweep(before: number): Promise<number> };
}

/** Removes temporary files left behind by a killed process. */
export async function sweepFiles(deps: SweepDeps & { readonly log: Logger }): Promise<void> {
  const files = await deps.media.sweep(deps.clock.now() - STALE_FILE_MS);
  if (files > 0) deps.log.info("temporary files removed", { files });
}

/**
 * Removes all temporary files at startup, when none is in use, unless other processes share the
 * database.
 */
export async function sweepFilesAtBoot(
  deps: SweepDeps & { readonly store: Pick<Store, "isShared"> },
): Promise<void> {
  const { store, media, clock } = deps;
  await media.sweep(store.isShared ? clock.now() - STALE_FILE_MS : Infinity);
}

/**
 * Removes expired data: pictures and documents past their retention, files of answers and messages
 * past theirs, and the remaining data of users who were forgotten. Makes jobs and events due that a
 * clock that was set back left in the future.
 */
export async function cleanUp(deps: CleanUpDeps): Promise<void> {
  const { store, log, mediaRetentionDays, mediaOutHours, messageRetentionDays } = deps;
  await inBatches((limit) => store.releaseReserved(UNHEARD_MS, limit));
  await store.deleteExpiredAdmin();
  await store.makeStrandedDue();
  const attachments = await inBatches((limit) =>
    store.dropMedia(mediaRetentionDays * DAY_MS, limit),
  );
  const ages = { queuedMs: mediaOutHours * HOUR_MS, deliveredMs: DAY_MS };
  const files = await inBatches((limit) => store.dropFiles(ages, limit));
  const messageDays = Math.max(messageRetentionDays, MIN_MESSAGE_DAYS);
  const expired =
    messageRetentionDays === 0
      ? 0
      : await inBatches((limit) => store.deleteMessages(messageDays * DAY_MS, limit));
  const messages = expired + (await inBatches((limit) => store.deleteForgotten(limit)));
  if (attachments + files + messages === 0) return;
  await store.compact();
  log.info("expired data removed", { attachments, files, messages });
}

/** Erases what users wrote while they were incognito, and the answers to it, once those are delivered. */
export async function erasePrivate({
  store,
  log,
}: {
  readonly store: Pick<Store, "hasPrivate" | "erasePrivate" | "compact">;
  readonly log: Logger;
}): Promise<void> {
  if (!(await store.hasPrivate())) return;
  const messages = await inBatches((limit) => store.erasePrivate(UNREPORTED_MS, limit));
  if (messages === 0) return;
  await store.compact();
  log.info("private messages erased", { messages });
}

async function inBatches(remove: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await remove(BATCH);
    total += removed;
    if (removed < BATCH) return total;
  }
}
