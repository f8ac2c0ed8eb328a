import { PermanentError, TransientError } from "../core/errors.ts";
import type { Logger, MediaSource } from "../core/ports.ts";
import type { Store } from "../store/store.ts";
import type { Job } from "../store/upkeep.ts";

const BATCH = 20;
/** The last tries are a day apart: over a week in all. */
const MAX_ATTEMPTS = 20;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

export interface RemoveMediaDeps {
  readonly store: Pick<Store, "dueJobs" | "finishJob" | "postponeJob">;
  readonly source: Pick<MediaSource, "remove">;
  readonly log: Logger;
  /** Whether there is no time left for another one. */
  isStopping(): boolean;
}

/** Removes the messenger's copies of attachments that were answered, each until it is gone. */
export async function removeMedia(deps: RemoveMediaDeps): Promise<void> {
  for (;;) {
    const jobs = await deps.store.dueJobs("remove-media", BATCH);
    // One after the other: nobody waits for it, and the messenger has better things to do.
    for (const job of jobs) {
      if (deps.isStopping()) return;
      await removeOne(job, deps);
    }
    if (jobs.length < BATCH) return;
  }
}

async function removeOne(job: Job, { store, source, log }: RemoveMediaDeps): Promise<void> {
  const { url = "", messageSid = "" } = job.payload;
  try {
    await source.remove({ url, messageSid });
    await store.finishJob(job.id);
  } catch (error) {
    if (!(error instanceof TransientError || error instanceof PermanentError)) throw error;
    const isHopeless = error instanceof PermanentError || job.attempt + 1 >= MAX_ATTEMPTS;
    const delayMs = isHopeless
      ? null
      : Math.min(FIRST_PAUSE_MS * 2 ** job.attempt, LONGEST_PAUSE_MS);
    log[isHopeless ? "error" : "warn"]("a copy of an attachment was not removed", {
      job: job.id,
      error,
    });
    await store.postponeJob(job.id, delayMs, error.message);
  }
}
