import { and, eq, sql } from "drizzle-orm";
import type { MessagePricing } from "../../core/message.ts";
import { type NewCharge, pricedRate } from "../charges.ts";
import { first, type Transaction } from "../driver.ts";
import { hashSid } from "../hash-sid.ts";
import { type Given, statement } from "../statement.ts";
import { correctRate } from "./correct-charges.ts";
import {
  addCharge,
  type Payer,
  moneyReserved,
  type ReservedMoney,
  spendMoney,
  takeFromParts,
} from "./reserved-money.ts";

/** A part of a message of ours, as far as money goes. */
export interface BilledPart extends Payer {
  readonly sid: string;
}

/** Charges what the carrier takes for a message to us. */
export async function chargeReceived(
  transaction: Transaction,
  payer: Payer,
  sid: string,
): Promise<void> {
  const charge = transaction.tariff.received(sid);
  if (charge !== null) await chargeOnce(transaction, payer, charge, `in ${hashSid(sid)}`);
}

/** Charges what the carrier takes for a part, once it has it. */
export async function chargeAccepted(transaction: Transaction, part: BilledPart): Promise<void> {
  const charge = transaction.tariff.accepted(part.sid);
  if (charge !== null) await chargeOnce(transaction, part, charge, `out ${hashSid(part.sid)}`);
}

/**
 * Charges the messenger's rate of a part that was delivered, unless it is among the free ones of its month,
 * or the messenger says otherwise.
 */
export async function chargeDelivered(
  transaction: Transaction,
  part: BilledPart,
  pricing: MessagePricing | null = null,
): Promise<void> {
  const { tariff, now } = transaction;
  const user = await first(transaction, correspondence, part);
  if (user === undefined) return;
  const rate = tariff.delivered(part.sid, user);
  if (rate === null) return;
  const key = `delivered ${hashSid(part.sid)}`;
  const told = pricing === null ? null : pricedRate(rate, pricing);
  // A report that comes again is not counted again, but only one of them may say how it is billed.
  if ((await first(transaction, chargeWithKey, { key })) !== undefined) {
    if (told !== null) await correctRate(transaction, part.sid, told.nanoDollars);
    return;
  }
  const month = tariff.monthOf(now);
  const counted = await first(transaction, countDelivery, { address: user.from ?? "", month });
  const isFree = (counted?.total ?? 0) <= tariff.freePerMonth;
  const counting = isFree ? { ...rate, nanoDollars: 0n, units: { ...rate.units, free: 1 } } : rate;
  const charge = told ?? counting;
  await chargeOnce(transaction, part, charge, key, rate.nanoDollars);
}

/** Gives back what was reserved for a part that will not be delivered; `wasSent` if its carrier has charged it. */
export async function releasePart(
  transaction: Transaction,
  payer: Payer,
  wasSent: boolean,
): Promise<void> {
  const reserved = await moneyReserved(transaction, payer.messageId);
  if (reserved === null || reserved.parts === 0n) return;
  const { rate, fee } = await pricesOfPart(transaction, payer);
  const released = (rate?.nanoDollars ?? 0n) + ((wasSent ? null : fee)?.nanoDollars ?? 0n);
  await moveMoney(transaction, payer, reserved, { added: 0n, released });
}

/** Returns what a part of the reply to a message may cost: the messenger's rate and the carrier's fee. */
export async function pricesOfPart(
  transaction: Transaction,
  payer: Payer,
): Promise<{ readonly rate: NewCharge | null; readonly fee: NewCharge | null }> {
  const user = await first(transaction, correspondence, payer);
  if (user === undefined) return { rate: null, fee: null };
  const sid = user.sid ?? "";
  const { tariff } = transaction;
  return { rate: tariff.delivered(sid, user), fee: tariff.accepted(sid) };
}

/** Adds a charge whose event may be told of twice, and takes what was reserved for it off. */
async function chargeOnce(
  transaction: Transaction,
  payer: Payer,
  charge: NewCharge,
  key: string,
  bound = charge.nanoDollars,
): Promise<void> {
  const reserved = await moneyReserved(transaction, payer.messageId);
  const day = reserved?.day ?? transaction.tariff.dayOf(transaction.now);
  if (!(await addCharge(transaction, payer, charge, { key, day }))) return;
  const moved = { added: charge.nanoDollars, released: reserved === null ? 0n : bound };
  await moveMoney(transaction, payer, reserved ?? { day, parts: 0n }, moved);
}

async function moveMoney(
  transaction: Transaction,
  { userId, messageId }: Payer,
  { day, parts }: Pick<ReservedMoney, "day" | "parts">,
  { added, released }: { readonly added: bigint; readonly released: bigint },
): Promise<void> {
  const taken = released < parts ? released : parts;
  await spendMoney(transaction, userId, day, added - taken);
  if (taken === 0n) return;
  await takeFromParts(transaction, messageId, parts - taken);
}

const chargeWithKey = statement(({ orm, charges }, given: Given<"key">) =>
  orm
    .select({ id: charges.id })
    .from(charges)
    .where(and(eq(charges.key, given.key), sql`key is not null`)),
);

/** Counts one more; on PostgreSQL those at the same time wait for each other, so that no number is given twice. */
const countDelivery = statement(({ orm, monthlyDeliveries }, given: Given<"address" | "month">) =>
  orm
    .insert(monthlyDeliveries)
    .values({ address: given.address, month: given.month, total: 1 })
    .onConflictDoUpdate({
      target: [monthlyDeliveries.address, monthlyDeliveries.month],
      set: { total: sql`${monthlyDeliveries.total} + 1` },
    })
    .returning({ total: monthlyDeliveries.total }),
);

/** Where a user is answered, and the sid of the message that is. */
const correspondence = statement(({ orm, users, messages }, given: Given<"userId" | "messageId">) =>
  orm
    .select({
      to: users.replyTo,
      from: users.replyFrom,
      // A notice answers no message: the user's last one tells the channel.
      sid: sql<string | null>`coalesce(${messages.sid}, (select last.sid from messages as last
        where last.user_id = ${given.userId} and last.sid is not null order by last.id desc limit 1))`,
    })
    .from(messages)
    .innerJoin(users, eq(users.id, given.userId))
    .where(eq(messages.id, given.messageId)),
);
