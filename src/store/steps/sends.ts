import { and, eq, gt, sql } from "drizzle-orm";
import { first, type Reader, type Transaction } from "../driver.ts";
import { RANK } from "../rank.ts";
import type { Accepted, LookupWait, SendFailure } from "../sends.ts";
import { type Given, statement } from "../statement.ts";
import { type Part, raise, scheduleNextPart } from "./parts.ts";

export function recordAccepted(
  transaction: Transaction,
  partId: number,
  { sid, nextAfterMs }: Accepted,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    // Its failure was reported before this, and it is to be sent again under another nonce.
    if (part.state === "pending") return;
    await raise(transaction, part, "accepted", { sid });
    // A report that came before the send returned has made the next part due already.
    const delayMs = RANK[part.state] >= RANK.sent ? 0 : nextAfterMs;
    await scheduleNextPart(transaction, part, transaction.now + delayMs);
  });
}

export function postponeSend(
  transaction: Transaction,
  partId: number,
  delayMs: number,
  failure: SendFailure | null,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    if (part.state !== "sending") return;
    await unsend(transaction, part, transaction.now + delayMs, failure);
  });
}

/** Makes a part that certainly was not sent pending again. A failure counts as an attempt. */
export async function unsend(
  transaction: Transaction,
  { id, attempt }: Pick<Part, "id" | "attempt">,
  runAt: number,
  failure: SendFailure | null = null,
): Promise<void> {
  const values = { id, runAt, now: transaction.now };
  if (failure === null) {
    await transaction.all(unsendPart, values);
  } else {
    const { code: errorCode, message: errorMessage } = failure;
    await transaction.all(failPart, { ...values, attempt: attempt + 1, errorCode, errorMessage });
  }
}

type Unsent = "id" | "runAt" | "now";

const unsendPart = statement(({ orm, deliveries }, given: Given<Unsent>) =>
  orm
    .update(deliveries)
    .set({ state: "pending", runAt: given.runAt, updatedAt: given.now })
    .where(eq(deliveries.id, given.id)),
);

const failPart = statement(
  ({ orm, deliveries }, given: Given<Unsent | "attempt" | "errorCode" | "errorMessage">) =>
    orm
      .update(deliveries)
      .set({
        state: "pending",
        attempt: given.attempt,
        errorCode: given.errorCode,
        errorMessage: given.errorMessage,
        runAt: given.runAt,
        updatedAt: given.now,
      })
      .where(eq(deliveries.id, given.id)),
);

export function postponeLookup(
  transaction: Transaction,
  partId: number,
  { delayMs, isCounted }: LookupWait,
): Promise<boolean> {
  return change(transaction, partId, async ({ state, lookups }) => {
    if (state !== "sending") return;
    await transaction.all(delayLookup, {
      partId,
      lookups: lookups + (isCounted ? 1 : 0),
      runAt: transaction.now + delayMs,
      now: transaction.now,
    });
  });
}

const delayLookup = statement(
  ({ orm, deliveries }, given: Given<"partId" | "lookups" | "runAt" | "now">) =>
    orm
      .update(deliveries)
      .set({ lookups: given.lookups, runAt: given.runAt, updatedAt: given.now })
      .where(eq(deliveries.id, given.partId)),
);

export function recordRefused(
  transaction: Transaction,
  partId: number,
  failure: SendFailure,
): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    const { messageId, part: number } = part;
    await transaction.all(dropLater, { messageId, part: number, now: transaction.now });
    const { code: errorCode, message: errorMessage } = failure;
    await raise(transaction, part, "failed", { errorCode, errorMessage });
  });
}

const dropLater = statement(({ orm, deliveries }, given: Given<"messageId" | "part" | "now">) =>
  orm
    .update(deliveries)
    .set({ state: "dead", updatedAt: given.now })
    .where(
      and(
        eq(deliveries.messageId, given.messageId),
        gt(deliveries.part, given.part),
        sql`state = 'pending'`,
      ),
    ),
);

export function recordUnknown(transaction: Transaction, partId: number): Promise<boolean> {
  return change(transaction, partId, async (part) => {
    if (part.state === "sending") await raise(transaction, part, "unknown", {});
  });
}

async function change(
  transaction: Transaction,
  partId: number,
  work: (part: Part) => Promise<void>,
): Promise<boolean> {
  const part = await first(transaction, partWithId, { partId });
  if (part === undefined) return false;
  await work(part);
  return true;
}

const partWithId = statement(({ orm, deliveries }, given: Given<"partId">) =>
  orm.select().from(deliveries).where(eq(deliveries.id, given.partId)),
);

export async function knownSids(reader: Reader, sids: readonly string[]): Promise<Set<string>> {
  const rows = await reader.all(partsWithSids, { sids: JSON.stringify(sids) });
  return new Set(rows.flatMap((row) => row.sid ?? []));
}

const partsWithSids = statement(({ orm, deliveries, isAmong }, given: Given<"sids">) =>
  orm.select({ sid: deliveries.sid }).from(deliveries).where(isAmong(deliveries.sid, given.sids)),
);
