import { PermanentError } from "../core/errors.ts";
import type { Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";
import type { Job, JobKind } from "../store/maintenance.ts";

const BATCH = 20;
/** The last tries are a day apart: over a week in all. */
const MAX_ATTEMPTS = 20;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

export interface RunJobsDeps {
  readonly store: Pick<Store, "dueJobs" | "finishJob" | "postponeJob">;
  readonly log: Logger;
  /** Whether there is no time left for another one. */
  isStopping(): boolean;
}

/** Does a job. Throws `PermanentError` when it never can be done; after any other failure it is tried again. */
export type JobWork = (payload: Job["payload"]) => Promise<void>;

/** Does what is due of one kind, each job until it is done. */
export async function runJobs(kind: JobKind, work: JobWork, deps: RunJobsDeps): Promise<void> {
  for (;;) {
    const jobs = await deps.store.dueJobs(kind, BATCH);
    // One after the other: nobody waits for it, and the messenger has better things to do.
    for (const job of jobs) {
      if (deps.isStopping()) return;
      await runJob(job, work, deps);
    }
    if (jobs.length < BATCH) return;
  }
}

async function runJob(job: Job, work: JobWork, { store, log }: RunJobsDeps): Promise<void> {
  try {
    await work(job.payload);
  } catch (error) {
    const isHopeless = error instanceof PermanentError || job.attempt + 1 >= MAX_ATTEMPTS;
    const delayMs = isHopeless
      ? null
      : Math.min(FIRST_PAUSE_MS * 2 ** job.attempt, LONGEST_PAUSE_MS);
    log[isHopeless ? "error" : "warn"]("a job failed", { job: job.id, kind: job.kind, error });
    await store.postponeJob(job.id, delayMs, error instanceof Error ? error.message : "unknown");
    return;
  }
  await store.finishJob(job.id);
}
