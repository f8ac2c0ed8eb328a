import { and, eq, sql } from "drizzle-orm";
import type { NewCharge } from "../charges.ts";
import { first, type Transaction } from "../driver.ts";
import { hashSid } from "../hash-sid.ts";
import { type Given, statement } from "../statement.ts";
import {
  addCharge,
  type Payer,
  moneyReserved,
  type ReservedMoney,
  spendMoney,
  takeFromParts,
} from "./reserved-money.ts";

/** The facts about a part that its charges depend on. */
export interface BilledPart extends Payer {
  readonly sid: string;
}

/** Adds the carrier's charge for an inbound message. */
export async function chargeReceived(
  transaction: Transaction,
  payer: Payer,
  sid: string,
): Promise<void> {
  const charge = transaction.tariff.received(sid);
  if (charge !== null) await chargeOnce(transaction, payer, charge, `in ${hashSid(sid)}`);
}

/** Adds the carrier's charge for a part that it accepted. */
export async function chargeAccepted(transaction: Transaction, part: BilledPart): Promise<void> {
  const charge = transaction.tariff.accepted(part.sid);
  if (charge !== null) await chargeOnce(transaction, part, charge, `out ${hashSid(part.sid)}`);
}

/**
 * Adds the messenger's charge for a delivered part, unless it is among the free ones of its month.
 */
export async function chargeDelivered(transaction: Transaction, part: BilledPart): Promise<void> {
  const { tariff, now } = transaction;
  const user = await first(transaction, correspondence, part);
  if (user === undefined) return;
  const rate = tariff.delivered(part.sid, user);
  if (rate === null) return;
  const key = `delivered ${hashSid(part.sid)}`;
  // A repeated report is not counted again.
  if ((await first(transaction, chargeWithKey, { key })) !== undefined) return;
  const month = tariff.monthOf(now);
  const counted = await first(transaction, countDelivery, { address: user.from ?? "", month });
  const isFree = (counted?.total ?? 0) <= tariff.freePerMonth;
  const charge = isFree ? { ...rate, nanoDollars: 0n, units: { ...rate.units, free: 1 } } : rate;
  await chargeOnce(transaction, part, charge, key, rate.nanoDollars);
}

/**
 * Releases the money reserved for a part that will not be delivered; `wasSent` if its carrier has
 * charged it.
 */
export async function releasePart(
  transaction: Transaction,
  payer: Payer,
  wasSent: boolean,
): Promise<void> {
  const reserved = await moneyReserved(transaction, payer.messageId);
  if (reserved === null || reserved.parts === 0n) return;
  const user = await first(transaction, correspondence, payer);
  if (user === undefined) return;
  const sid = user.sid ?? "";
  const rate = transaction.tariff.delivered(sid, user);
  const fee = wasSent ? null : transaction.tariff.accepted(sid);
  const released = (rate?.nanoDollars ?? 0n) + (fee?.nanoDollars ?? 0n);
  await moveMoney(transaction, payer, reserved, { added: 0n, released });
}

/** Adds a charge whose event may be reported twice, and subtracts it from the reservation. */
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

/**
 * Counts one more delivery; on PostgreSQL concurrent ones wait for each other, so that no number is
 * used twice.
 */
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

/** Selects the address of a user, and the sid of the message that is answered. */
const correspondence = statement(({ orm, users, messages }, given: Given<"userId" | "messageId">) =>
  orm
    .select({ to: users.replyTo, from: users.replyFrom, sid: messages.sid })
    .from(messages)
    .innerJoin(users, eq(users.id, given.userId))
    .where(eq(messages.id, given.messageId)),
);
