import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Reader, Transaction } from "../driver.ts";
import { jobOf } from "../job-of.ts";
import { type Given, statement } from "../statement.ts";
import type { Job, JobKind, NewJob } from "../maintenance.ts";

/** Stores jobs, which are tried as soon as they are due and until they succeed. */
export async function queueJobs(
  transaction: Transaction,
  wanted: readonly NewJob[],
): Promise<void> {
  const { now } = transaction;
  for (const { kind, payload, delayMs = 0 } of wanted) {
    const runAt = now + delayMs;
    await transaction.all(insertJob, { kind, payload: JSON.stringify(payload), runAt, now });
  }
}

const insertJob = statement(({ orm, jobs }, given: Given<"kind" | "payload" | "runAt" | "now">) =>
  orm.insert(jobs).values({
    kind: given.kind,
    payload: given.payload,
    runAt: given.runAt,
    createdAt: given.now,
    updatedAt: given.now,
  }),
);

export async function dueJobs(reader: Reader, kind: JobKind, limit: number): Promise<Job[]> {
  return (await reader.all(dueOfKind, { kind, limit })).map(jobOf);
}

const dueOfKind = statement(({ orm, jobs, time }, given: Given<"kind" | "limit">) =>
  orm
    .select()
    .from(jobs)
    .where(and(eq(jobs.state, "pending"), lte(jobs.runAt, time), eq(jobs.kind, given.kind)))
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(sql.placeholder("limit")),
);

export async function finishJob(transaction: Transaction, jobId: number): Promise<void> {
  await transaction.all(deleteJob, { jobId });
}

const deleteJob = statement(({ orm, jobs }, given: Given<"jobId">) =>
  orm.delete(jobs).where(eq(jobs.id, given.jobId)),
);

export async function postponeJob(
  transaction: Transaction,
  jobId: number,
  delayMs: number | null,
  error: string,
): Promise<void> {
  const { now } = transaction;
  if (delayMs === null) await transaction.all(failJob, { jobId, error, now });
  else await transaction.all(delayJob, { jobId, error, now, runAt: now + delayMs });
}

const delayJob = statement(({ orm, jobs }, given: Given<"jobId" | "error" | "now" | "runAt">) =>
  orm
    .update(jobs)
    .set({
      attempt: sql`${jobs.attempt} + 1`,
      error: given.error,
      runAt: given.runAt,
      updatedAt: given.now,
    })
    .where(eq(jobs.id, given.jobId)),
);

const failJob = statement(({ orm, jobs }, given: Given<"jobId" | "error" | "now">) =>
  orm
    .update(jobs)
    .set({
      attempt: sql`${jobs.attempt} + 1`,
      state: "failed",
      error: given.error,
      updatedAt: given.now,
    })
    .where(eq(jobs.id, given.jobId)),
);
