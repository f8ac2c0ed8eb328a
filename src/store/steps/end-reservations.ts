import { and, eq, sql } from "drizzle-orm";
import { call, first, type Transaction } from "../driver.ts";
import { deleteRows } from "../plain-statements.ts";
import { exact } from "../exact.ts";
import { type Given, statement } from "../statement.ts";
import { pricesOfPart } from "./charges.ts";
import { type Payer, posting, spendingMoney } from "./posting.ts";
import { findReserved, settling } from "./reserved-money.ts";
import { keepSpent } from "./spending.ts";

/**
 * Ends what is reserved for messages that are about to be deleted. A call under way is charged as it was
 * reserved, and so is what was sent and not reported delivered yet: nothing will tell of it. The rest is
 * given back.
 */
export async function endReserved(transaction: Transaction, ids: readonly number[]): Promise<void> {
  for (const payer of await transaction.all(reservedBy, { ids: JSON.stringify(ids) })) {
    const reserved = await findReserved(transaction, payer.messageId);
    if (reserved === null) continue;
    await transaction.together(...settling(transaction, payer, reserved, null, 0n));
    await chargePartsUnderWay(transaction, payer, reserved.day);
  }
}

async function chargePartsUnderWay(
  transaction: Transaction,
  payer: Payer,
  day: string,
): Promise<void> {
  const underWay = await first(transaction, partsUnderWay, { messageId: payer.messageId });
  const { rate, fee } = await pricesOfPart(transaction, payer);
  const { sending = 0, sent = 0 } = underWay ?? {};
  const nanoDollars =
    (fee?.nanoDollars ?? 0n) * BigInt(sending) + (rate?.nanoDollars ?? 0n) * BigInt(sending + sent);
  const of = rate ?? fee;
  if (nanoDollars === 0n || of === null) return;
  const assumed = { units: { assumed: sending + sent }, nanoDollars, isEstimated: true };
  const entry = { ...payer, day, charge: { ...of, ...assumed }, nanoDollars };
  await transaction.together(...posting(transaction, [entry]));
}

const reservedBy = statement(({ orm, reservations, messages, isAmong }, given: Given<"ids">) =>
  orm
    .select({ messageId: reservations.messageId, userId: messages.userId })
    .from(reservations)
    .innerJoin(messages, eq(messages.id, reservations.messageId))
    .where(isAmong(reservations.messageId, given.ids))
    .orderBy(messages.userId, reservations.messageId),
);

const partsUnderWay = statement(({ orm, deliveries }, given: Given<"messageId">) =>
  orm
    .select({
      sending: sql`count(*) filter (where state = 'sending')`.mapWith(Number),
      sent: sql`count(*) filter (where state in ('accepted', 'sent'))`.mapWith(Number),
    })
    .from(deliveries)
    .where(eq(deliveries.messageId, given.messageId)),
);

/**
 * Ends reservations that nothing else will end. A call for a message that no longer waits for its
 * answer was cut off by the end of its process, and is charged as it was reserved. What is reserved for
 * parts of which nothing was heard for so long is given back: they were dropped, or no report came; one
 * that comes after all is charged then. Returns how many: `limit` when there may be more.
 */
export async function releaseReserved(
  transaction: Transaction,
  olderThanMs: number,
  limit: number,
): Promise<number> {
  const before = transaction.now - olderThanMs;
  const stale = await transaction.all(staleReservations, { before, limit });
  for (const { messageId, userId, day, parts, isOfCall } of stale) {
    if (isOfCall) await keepSpent(transaction, userId, [messageId]);
    if (isOfCall) continue;
    await transaction.together(
      call(endReservation, { messageId }),
      ...spendingMoney([{ userId, day, nanoDollars: -parts }]),
    );
  }
  return stale.length;
}

const staleReservations = statement(
  ({ orm, reservations, messages, deliveries, locked }, given: Given<"before" | "limit">) => {
    const { messageId, day, partsNanoDollars } = reservations;
    const recent = orm
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.messageId, messageId),
          sql`(state in ('pending', 'sending') or ${deliveries.updatedAt} >= ${given.before})`,
        ),
      );
    return locked(
      orm
        .select({
          messageId,
          userId: messages.userId,
          day,
          isOfCall: sql`${reservations.tokens} > 0 or ${reservations.nanoDollars} > 0`.mapWith(
            Boolean,
          ),
          parts: exact(partsNanoDollars),
        })
        .from(reservations)
        .innerJoin(messages, eq(messages.id, messageId))
        .where(
          and(
            sql`((${reservations.tokens} = 0 and ${reservations.nanoDollars} = 0)
              or ${messages.state} <> 'received')`,
            sql`${messages.updatedAt} < ${given.before}`,
            sql`not exists ${recent}`,
          ),
        )
        .orderBy(messages.userId, messageId)
        .limit(sql.placeholder("limit")),
      { of: reservations, skipLocked: true },
    );
  },
);

const endReservation = deleteRows("reservations", { by: ["messageId"] });
