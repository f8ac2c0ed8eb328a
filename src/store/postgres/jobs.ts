import { and, asc, eq, lte, type SQL as Expression, sql } from "drizzle-orm";
import { jobOf } from "../job-of.ts";
import type { Job, JobKind, NewJob } from "../upkeep.ts";
import type { Connection, Transaction } from "./connection.ts";
import { attachments, jobs, messages } from "./schema.ts";

/** Stores work that is to be done as soon as somebody can, and again until it is. */
export async function queueJobs(
  { orm, now }: Transaction,
  wanted: readonly NewJob[],
): Promise<void> {
  if (wanted.length === 0) return;
  await orm.insert(jobs).values(
    wanted.map(({ kind, payload }) => ({
      kind,
      payload: JSON.stringify(payload),
      runAt: now,
      createdAt: now,
      updatedAt: now,
    })),
  );
}

/** Asks for the messenger's copies of what came with these messages to be removed, however many. */
export async function queueRemovals(
  { orm, now }: Transaction,
  which: Expression | undefined,
): Promise<void> {
  const copies = orm
    .select({
      kind: sql`'remove-media'`,
      payload: sql`json_build_object('url', ${attachments.url}, 'messageSid', ${messages.sid})::text`,
      runAt: sql`${now}::bigint`,
      createdAt: sql`${now}::bigint`,
      updatedAt: sql`${now}::bigint`,
    })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .where(and(which, sql`${messages.sid} is not null`));
  await orm.execute(
    sql`insert into jobs (kind, payload, run_at, created_at, updated_at) ${copies}`,
  );
}

export async function dueJobs(
  { orm, time }: Connection,
  kind: JobKind,
  limit: number,
): Promise<Job[]> {
  const rows = await orm
    .select()
    .from(jobs)
    .where(and(eq(jobs.state, "pending"), lte(jobs.runAt, time), eq(jobs.kind, kind)))
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(limit);
  return rows.map(jobOf);
}

export async function finishJob({ orm }: Connection, jobId: number): Promise<void> {
  await orm.delete(jobs).where(eq(jobs.id, jobId));
}

export async function postponeJob(
  { orm, now }: Transaction,
  jobId: number,
  delayMs: number | null,
  error: string,
): Promise<void> {
  await orm
    .update(jobs)
    .set({
      attempt: sql`${jobs.attempt} + 1`,
      error,
      updatedAt: now,
      ...(delayMs === null ? { state: "failed" } : { runAt: now + delayMs }),
    })
    .where(eq(jobs.id, jobId));
}
