import { eq, sql } from "drizzle-orm";
import { budgetFromRow, type Billed, isLimited, limitsFor } from "../charges.ts";
import { call, first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { judge } from "./judge-spending.ts";
import { type Payer, spendingMoney } from "./posting.ts";
import { addToParts, findReserved } from "./reserved-money.ts";

/** The most that some messages of ours may cost together, and the day on which it is reserved. */
export interface Affordable {
  readonly nanoDollars: bigint;
  readonly day: string;
}

/**
 * Returns what messages to a user may cost that no model call has reserved; null if that would pass a
 * budget. It comes late among a transaction's locks, as `reserveTokens` does.
 */
export async function affordMessages(
  transaction: Transaction,
  userId: number,
  messages: number,
  { isResend = false }: { readonly isResend?: boolean } = {},
): Promise<Affordable | null> {
  const { tariff, now } = transaction;
  const day = tariff.dayOf(now);
  const nothing = { nanoDollars: 0n, day };
  const user = await first(transaction, receiver, { userId });
  if (user === undefined) return nothing;
  const limits = limitsFor(tariff.limits, budgetFromRow(user));
  if (!isLimited(limits)) return nothing;
  const sid = user.sid ?? "";
  const fee = tariff.accepted(sid)?.nanoDollars ?? 0n;
  // The messenger's rate is still reserved for a part that is sent again.
  const rate = isResend ? 0n : (tariff.delivered(sid, user)?.nanoDollars ?? 0n);
  const nanoDollars = (fee + rate) * BigInt(messages);
  if (nanoDollars === 0n) return nothing;
  const money = { call: 0n, parts: nanoDollars, of: NO_CALL, ...limits };
  const budget = { day, tokens: 0, dailyLimit: 0, dailyLimitPerUser: 0, money };
  const { refused } = await judge(transaction, { userId, messageId: NO_MESSAGE }, budget);
  return refused === null ? { nanoDollars, day } : null;
}

const NO_TOKENS = { tokens: 0, nanoDollars: "0" };

/** An id without a reservation: what the message at hand has reserved stays. */
const NO_MESSAGE = 0;

const NO_CALL: Billed = { kind: "message out", channel: null, provider: "", model: "" };

export async function reserveReply(
  transaction: Transaction,
  { messageId, userId }: Payer,
  messages: number,
): Promise<boolean> {
  const price = await affordMessages(transaction, userId, messages);
  if (price !== null) await reserveParts(transaction, { messageId, userId }, price);
  return price !== null;
}

/** Reserves that for the parts of one message, beside what is reserved for it already. */
export async function reserveParts(
  transaction: Transaction,
  { userId, messageId }: Payer,
  { nanoDollars, day }: Affordable,
): Promise<void> {
  if (nanoDollars === 0n) return;
  const reserved = await findReserved(transaction, messageId);
  // A reservation counts for one day: what is left of an older one moves to this.
  const moved = reserved === null || reserved.day === day ? 0n : reserved.call + reserved.parts;
  await transaction.together(
    call(addToParts, { ...NO_TOKENS, messageId, day, parts: String(nanoDollars), of: null }),
    ...spendingMoney([
      { userId, day, nanoDollars: nanoDollars + moved },
      ...(reserved === null ? [] : [{ userId, day: reserved.day, nanoDollars: -moved }]),
    ]),
  );
}

/** A user, their limits, and the last message of theirs that tells by which channel they are answered. */
const receiver = statement(({ orm, users }, given: Given<"userId">) =>
  orm
    .select({
      to: users.replyTo,
      from: users.replyFrom,
      dailyBudget: users.dailyBudget,
      monthlyBudget: users.monthlyBudget,
      sid: sql<string | null>`(select sid from messages where user_id = ${given.userId}
        and sid is not null order by id desc limit 1)`,
    })
    .from(users)
    .where(eq(users.id, given.userId)),
);
