import { and, eq, lte, sql } from "drizzle-orm";
import type { Reader, Transaction } from "../driver.ts";
import { jobOf } from "../job-of.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";
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

/** Queues the removal of the messenger's copies of attachments. */
export async function queueRemovals(
  transaction: Transaction,
  copies: readonly { readonly url: string; readonly messageSid: string | null }[],
): Promise<void> {
  const known = copies.flatMap(({ url, messageSid }) =>
    messageSid === null ? [] : [{ kind: "remove-media" as const, payload: { url, messageSid } }],
  );
  await queueJobs(transaction, known);
}

const insertJob = insertRow("jobs", ["kind", "payload", "runAt", "now"]);

export async function dueJobs(reader: Reader, kind: JobKind, limit: number): Promise<Job[]> {
  return (await reader.all(dueOfKind, { kind, limit })).map(jobOf);
}

const dueOfKind = selectRows("jobs", null, {
  by: ["kind"],
  where: ({ jobs, time }) => and(eq(jobs.state, "pending"), lte(jobs.runAt, time)),
  orderBy: ["runAt", "id"],
  limit: "limit",
});

export const finishJob = deleteRows("jobs", { by: ["id"] });

export async function postponeJob(
  transaction: Transaction,
  jobId: number,
  delayMs: number | null,
  error: string,
): Promise<void> {
  const { now } = transaction;
  if (delayMs === null) await transaction.all(failJob, { id: jobId, error, now });
  else await transaction.all(delayJob, { id: jobId, error, now, runAt: now + delayMs });
}

const delayJob = updateRows("jobs", ["error", "runAt", "now"], {
  set: { attempt: ({ jobs }) => sql`${jobs.attempt} + 1` },
  by: ["id"],
});

const failJob = updateRows("jobs", ["error", "now"], {
  set: { attempt: ({ jobs }) => sql`${jobs.attempt} + 1`, state: "failed" },
  by: ["id"],
});
