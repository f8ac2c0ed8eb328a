import { and, desc, eq, gt, like, lt, sql } from "drizzle-orm";
import { type Call, first, type Reader, type Transaction } from "../driver.ts";
import { isSent, RANK } from "../rank.ts";
import type { Accepted, LookupWait, SendFailure } from "../sends.ts";
import { keepCaption, renewToken } from "./outgoing-files.ts";
import { missAgain } from "./refused-reminders.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { chargingAccepted, releasePart } from "./charges.ts";
import {
  finishMessage,
  type Part,
  partColumns,
  raise,
  raising,
  scheduleNextPart,
} from "./parts.ts";
import type { Reservation } from "./reserved-money.ts";
import { unsentState } from "./take-over.ts";
import { queueEvent } from "./webhook-events.ts";
import { addressesFor } from "./user-addresses.ts";

/**
 * Returns the state of a part with its lane locked. Not together with the fence: a statement that
 * waits for a lock sees the earlier state of all rows that it does not lock.
 */
export async function readPart(transaction: Transaction, partId: number): Promise<Part | null> {
  return (await first(transaction, partWithId, { partId })) ?? null;
}

/** A part whose send has ended, and the money that is reserved for its message. */
export interface EndedPart extends Part {
  readonly reserved: Reservation | null;
}

/**
 * The end of a send: the writes that close its part and affect no other open work, still to be run.
 */
export type SendEnd = readonly Call[];

/** Nothing to write: the part was settled before, or everything is written. */
const NOTHING_MORE: SendEnd = [];

export const partWithId = statement((tables, given: Given<"partId">) => {
  const { orm, deliveries } = tables;
  return orm.select(partColumns(tables)).from(deliveries).where(eq(deliveries.id, given.partId));
});

export async function recordAccepted(
  transaction: Transaction,
  part: EndedPart,
  { sid, nextAfterMs }: Accepted,
): Promise<SendEnd> {
  // Its failure was reported before this, and it will be sent again under another nonce.
  if (part.state === "pending") return NOTHING_MORE;
  // A report that came before the send returned has charged it already.
  const isReported = isSent(part.state) || part.state === "failed";
  const isCharged = part.sid === sid && isReported;
  const charging = isCharged ? [] : chargingAccepted(transaction, { ...part, sid }, part.reserved);
  const closing = [...charging, ...raising(transaction, part, "accepted", { sid })];
  if (part.hasNext === 0) return closing;
  await transaction.together(...closing);
  // A report that arrived before the send returned has made the next part due already.
  const delayMs = RANK[part.state] >= RANK.sent ? 0 : nextAfterMs;
  await scheduleNextPart(transaction, part, transaction.now + delayMs);
  return NOTHING_MORE;
}

export async function postponeSend(
  transaction: Transaction,
  part: Part,
  delayMs: number,
  failure: SendFailure | null,
): Promise<SendEnd> {
  if (part.state !== "sending") return NOTHING_MORE;
  await unsend(transaction, part, transaction.now + delayMs, failure);
  if (failure !== null && part.kind === "media") await renewToken(transaction, part.id);
  // It is no longer open if its user opted out, or an owner took over, meanwhile.
  await finishMessage(transaction, part.messageId);
  return NOTHING_MORE;
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

const unsendPart = updateRows("deliveries", ["runAt", "now"], {
  set: { state: unsentState },
  by: ["id"],
});

const failPart = updateRows(
  "deliveries",
  ["attempt", "errorCode", "errorMessage", "runAt", "now"],
  { set: { state: unsentState }, by: ["id"] },
);

export async function postponeLookup(
  transaction: Transaction,
  { id, state, lookups }: Part,
  { delayMs, isCounted }: LookupWait,
): Promise<SendEnd> {
  if (state !== "sending") return NOTHING_MORE;
  await transaction.all(delayLookup, {
    id,
    lookups: lookups + (isCounted ? 1 : 0),
    runAt: transaction.now + delayMs,
    now: transaction.now,
  });
  return NOTHING_MORE;
}

const delayLookup = updateRows("deliveries", ["lookups", "runAt", "now"], { by: ["id"] });

export async function recordRefused(
  transaction: Transaction,
  part: Part,
  failure: SendFailure,
): Promise<SendEnd> {
  const { code: errorCode, message: errorMessage, isWindowClosed = false } = failure;
  const { messageId, part: number } = part;
  if (failure.isContentRefused === true && part.kind === "media" && part.state === "sending") {
    return recordFileRefused(transaction, part, failure);
  }
  if (part.state !== "failed") {
    if (isWindowClosed) await missAgain(transaction, part);
    const { userId } = part;
    await queueEvent(transaction, { type: "message.failed", userId, messageId });
  }
  const dropped = await transaction.all(dropLater, {
    messageId,
    part: number,
    now: transaction.now,
  });
  for (const _ of [part, ...dropped]) await releasePart(transaction, part, false);
  await raise(transaction, part, "failed", { errorCode, errorMessage });
  return NOTHING_MORE;
}

/** Records that the messenger refused a file, not what is sent with it and after it. */
async function recordFileRefused(
  transaction: Transaction,
  part: Part,
  failure: SendFailure,
): Promise<SendEnd> {
  const { now } = transaction;
  if (part.body !== "") {
    await unsend(transaction, part, now, failure);
    await keepCaption(transaction, part.id);
    await finishMessage(transaction, part.messageId);
    return NOTHING_MORE;
  }
  await releasePart(transaction, part, false);
  const { code: errorCode, message: errorMessage } = failure;
  await raise(transaction, part, "failed", { errorCode, errorMessage });
  await scheduleNextPart(transaction, part, now);
  return NOTHING_MORE;
}

const dropLater = updateRows("deliveries", ["now"], {
  set: { state: "dead" },
  by: ["messageId"],
  where: ({ deliveries }, given: Given<"part">) =>
    and(gt(deliveries.part, given.part), sql`state = 'pending'`),
  returning: ["id"],
});

export async function recordUnknown(transaction: Transaction, part: Part): Promise<SendEnd> {
  return part.state === "sending" ? raising(transaction, part, "unknown", {}) : NOTHING_MORE;
}

export async function knownSids(reader: Reader, sids: readonly string[]): Promise<Set<string>> {
  const rows = await reader.all(partsWithSids, { sids: JSON.stringify(sids) });
  return new Set(rows.flatMap((row) => row.sid ?? []));
}

const partsWithSids = selectRows("deliveries", ["sid"], { among: "sid" });

export async function partInDoubt(
  reader: Reader,
  address: string,
  before: number,
): Promise<string | null> {
  const [part, other] = await reader.all(partsInDoubt, { below: `${address}:%`, before });
  if (part === undefined) return null;
  return other === undefined || part.direction === "outbound" ? part.nonce : null;
}

const partsInDoubt = statement((tables, given: Given<"below" | "before">) => {
  const { orm, deliveries, messages, users } = tables;
  return orm
    .select({ nonce: deliveries.nonce, direction: messages.direction })
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .innerJoin(users, eq(users.id, deliveries.userId))
    .where(
      and(
        // The partial index is only used with its own literal condition.
        sql`deliveries.state in ('pending', 'sending') and deliveries.state = 'sending'`,
        like(addressesFor(tables).to, given.below),
        lt(deliveries.startedAt, given.before),
      ),
    )
    .orderBy(desc(messages.direction), deliveries.startedAt)
    .limit(2);
});
