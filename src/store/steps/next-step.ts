import { and, eq, gt, lte, or, sql } from "drizzle-orm";
import type { Lane } from "../../core/lane.ts";
import { decideBeginning, isSuspect } from "../../core/suspects.ts";
import type { Transaction } from "../driver.ts";
import type { OpenPart } from "../sends.ts";
import { type Given, statement } from "../statement.ts";
import type { Step, StepOptions } from "../lane-store.ts";
import { beginSend, openPart, toOpenPart } from "./begin-send.ts";
import { beginTurn, putOff } from "./begin-turn.ts";
import { CLOCK_JUMP_MS, isDue, nextWork } from "./open-work.ts";

/**
 * Commits the start of a user's oldest open work; null if nothing is due, or it must not begin now.
 */
export async function nextStep(
  transaction: Transaction,
  { userId }: Lane,
  { mayAnswer, maySend, isMerged, suspects }: StepOptions & { readonly maySend: boolean },
): Promise<Step | null> {
  const work = await nextWork(transaction, userId);
  if (work === null || !isDue(work.runAt, transaction.now)) return null;
  if (work.kind === "message") {
    if (!mayAnswer) return null;
    const beginning = decideBeginning(work, suspects);
    if (beginning === "report") return { kind: "suspect", messageId: work.id };
    if (suspects.kind === "put-off" && beginning === "put-off") {
      await putOff(transaction, work.id, suspects.delayMs);
      return null;
    }
    const how = { isMerged: isMerged && !isSuspect(work), isCounted: beginning !== "uncounted" };
    return { kind: "answer", turn: await beginTurn(transaction, userId, work.id, how) };
  }
  if (work.isSending) {
    const { now } = transaction;
    const rows = await transaction.all(uncertainParts, { userId, now });
    const parts: OpenPart[] = [];
    for (const row of rows) parts.push(await toOpenPart(transaction, row));
    return { kind: "look-up", parts, at: now };
  }
  return maySend ? { kind: "send", part: await beginSend(transaction, work.id) } : null;
}

/** Selects a user's parts that may have been sent and are due for a look-up. */
const uncertainParts = statement((tables, given: Given<"userId" | "now">) => {
  const { orm, deliveries, whole } = tables;
  const { userId, messageId, part, runAt } = deliveries;
  return orm
    .select(openPart(tables))
    .from(deliveries)
    .where(
      and(
        eq(userId, given.userId),
        // The partial index is only used with its own literal condition.
        sql`state in ('pending', 'sending') and state = 'sending'`,
        or(lte(runAt, given.now), gt(runAt, sql`${whole(given.now)} + ${CLOCK_JUMP_MS}`)),
      ),
    )
    .orderBy(messageId, part);
});
