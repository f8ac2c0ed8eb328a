import { and, asc, eq, lte, sql } from "drizzle-orm";
import { jobOf } from "../job-of.ts";
import type { Job, JobKind, NewJob } from "../upkeep.ts";
import type { Connection } from "./connection.ts";
import { jobs } from "./schema.ts";

/** Stores work that is to be done as soon as somebody can, and again until it is. */
export function queueJobs({ orm, now }: Connection, wanted: readonly NewJob[]): void {
  const at = now();
  for (const { kind, payload } of wanted) {
    orm
      .insert(jobs)
      .values({
        kind,
        payload: JSON.stringify(payload),
        runAt: at,
        createdAt: at,
        updatedAt: at,
      })
      .run();
  }
}

export function dueJobs({ orm, now }: Connection, kind: JobKind, limit: number): Job[] {
  const rows = orm
    .select()
    .from(jobs)
    .where(and(eq(jobs.state, "pending"), lte(jobs.runAt, now()), eq(jobs.kind, kind)))
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(limit)
    .all();
  return rows.map(jobOf);
}

export function finishJob({ orm }: Connection, jobId: number): void {
  orm.delete(jobs).where(eq(jobs.id, jobId)).run();
}

export function postponeJob(
  { orm, now }: Connection,
  jobId: number,
  delayMs: number | null,
  error: string,
): void {
  orm
    .update(jobs)
    .set({
      attempt: sql`${jobs.attempt} + 1`,
      error,
      updatedAt: now(),
      ...(delayMs === null ? { state: "failed" } : { runAt: now() + delayMs }),
    })
    .where(eq(jobs.id, jobId))
    .run();
}
