import { eq, sql } from "drizzle-orm";
import type { MessagePricing } from "../../core/message.ts";
import { type NewCharge, pricedRate } from "../charges.ts";
import { type Call, call, first, type Transaction } from "../driver.ts";
import { selectRows, updateRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";
import { addressesFor } from "./user-addresses.ts";
import type { Tables } from "../tables.ts";
import { acceptedKey, deliveredKey, receivedKey, resentKey } from "./charge-keys.ts";
import { counting, type Delivery, type Total } from "./count-deliveries.ts";
import { correctRate } from "./correct-charges.ts";
import { type Entry, type Payer, posting } from "./posting.ts";
import {
  findReserved,
  leaving,
  type Reservation,
  reservedFor,
  toReservation,
} from "./reserved-money.ts";

/** The facts about a part that its charges depend on. */
export interface BilledPart extends Payer {
  readonly sid: string;
}

/** Charges what the carrier takes for a message to us; it was stored just now, so nothing is reserved for it. */
export async function chargeReceived(
  transaction: Transaction,
  payer: Payer,
  sid: string,
): Promise<void> {
  const charge = transaction.tariff.received(sid);
  if (charge === null) return;
  const day = transaction.tariff.dayOf(transaction.now);
  const { nanoDollars } = charge;
  const key = receivedKey(sid);
  await transaction.together(
    ...posting(transaction, [{ ...payer, day, charge, key, nanoDollars }]),
  );
}

/** Adds the carrier's charge for a part that it accepted. */
export async function chargeAccepted(transaction: Transaction, part: BilledPart): Promise<void> {
  const { messageId } = part;
  const key = acceptedKey(part.sid);
  const [[known], [row]] = await transaction.together(
    call(chargeWithKey, { messageId, key }),
    reservedFor([messageId]),
  );
  if (known !== undefined) return;
  const reserved = row === undefined ? null : toReservation(row);
  await transaction.together(...chargingAccepted(transaction, part, reserved));
}

/** The same for a part that was not charged yet, to be run together with others. */
export function chargingAccepted(
  transaction: Transaction,
  part: BilledPart,
  reserved: Reservation | null,
): Call[] {
  const charge = transaction.tariff.accepted(part.sid);
  if (charge === null) return [];
  const bound = charge.nanoDollars;
  const reservations = reserved === null ? [] : [reserved];
  return charging(transaction, [{ part, charge, key: acceptedKey(part.sid), bound }], reservations);
}

/** Keeps the carrier's charge for a part that is to be sent again apart from the next one. */
export async function keepResent(
  transaction: Transaction,
  { messageId, sid }: { readonly messageId: number; readonly sid: string },
): Promise<void> {
  await transaction.all(renameCharge, { messageId, key: acceptedKey(sid), to: resentKey(sid) });
}

const renameCharge = updateRows("charges", [], {
  set: { key: (_, given: Given<"to">) => given.to },
  by: ["messageId", "key"],
});

/**
 * Charges the messenger's rate of a part that was delivered, unless it is among the free ones of its
 * month or the messenger states otherwise. A repeated report is not counted again, but its pricing
 * corrects the charge.
 */
export async function chargeDelivered(
  transaction: Transaction,
  part: BilledPart,
  pricing: MessagePricing | null = null,
): Promise<void> {
  const { messageId, userId, sid } = part;
  const [[known], [user], reserved] = await transaction.together(
    call(chargeWithKey, { messageId, key: deliveredKey(sid) }),
    call(correspondence, { messageId, userId }),
    reservedFor([messageId]),
  );
  if (user === undefined) return;
  const rate = transaction.tariff.delivered(sid, user);
  if (rate === null) return;
  const stated = pricing === null ? null : pricedRate(rate, pricing);
  if (known !== undefined) {
    if (stated !== null) await correctRate(transaction, sid, stated.nanoDollars);
    return;
  }
  const deliveries = [{ messageId, userId, sid, address: user.from ?? "", rate, stated }];
  const [totals] = await transaction.together(counting(transaction, deliveries));
  const reservations = reserved.map(toReservation);
  await transaction.together(...chargingDelivered(transaction, deliveries, totals, reservations));
}

/** Charges delivered parts, of which their addresses had so many with them; to be run together with others. */
export function chargingDelivered(
  transaction: Transaction,
  deliveries: readonly Delivery[],
  totals: readonly Total[],
  reservations: readonly Reservation[],
): Call[] {
  const places = new Map(totals.map(({ address, total }) => [address, total]));
  const charged = deliveries.map(({ address, rate, stated, ...part }) => {
    const place = places.get(address) ?? 0;
    places.set(address, place - 1);
    const { units, nanoDollars: bound } = rate;
    const isFree = place <= transaction.tariff.freePerMonth;
    const counted = isFree ? { ...rate, nanoDollars: 0n, units: { ...units, free: 1 } } : rate;
    const charge = stated ?? counted;
    return { part, charge, key: deliveredKey(part.sid), bound };
  });
  return charging(transaction, charged, reservations);
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
  const { messageId, userId } = payer;
  const before = await findReserved(transaction, messageId);
  if (before === null || before.parts === 0n) return;
  const { rate, fee } = await pricesOfPart(transaction, payer);
  const bound = (rate?.nanoDollars ?? 0n) + ((wasSent ? null : fee)?.nanoDollars ?? 0n);
  const released = atMost(before.parts, bound);
  const entry = { messageId, userId, day: before.day, charge: null, nanoDollars: -released };
  const after = { ...before, parts: before.parts - released };
  await transaction.together(...posting(transaction, [entry]), ...leaving([{ before, after }]));
}

/** Returns what a part of the reply to a message may cost: the messenger's rate and the carrier's fee. */
export async function pricesOfPart(
  transaction: Transaction,
  { messageId, userId }: Payer,
): Promise<{ readonly rate: NewCharge | null; readonly fee: NewCharge | null }> {
  const user = await first(transaction, correspondence, { messageId, userId });
  if (user === undefined) return { rate: null, fee: null };
  const sid = user.sid ?? "";
  const { tariff } = transaction;
  return { rate: tariff.delivered(sid, user), fee: tariff.accepted(sid) };
}

interface ChargedPart {
  readonly part: BilledPart;
  readonly charge: NewCharge;
  readonly key: string;
  /** The reservation for it, if there is one. */
  readonly bound: bigint;
}

/** Charges parts, and takes what was reserved for them off. */
function charging(
  transaction: Transaction,
  charged: readonly ChargedPart[],
  reservations: readonly Reservation[],
): Call[] {
  const left = new Map(reservations.map((reserved) => [reserved.messageId, reserved]));
  const entries = charged.map(({ part: { messageId, userId }, charge, key, bound }): Entry => {
    const reserved = left.get(messageId);
    const taken = reserved === undefined ? 0n : atMost(reserved.parts, bound);
    if (reserved !== undefined && taken > 0n) {
      left.set(messageId, { ...reserved, parts: reserved.parts - taken });
    }
    const day = reserved?.day ?? transaction.tariff.dayOf(transaction.now);
    return { messageId, userId, day, charge, key, nanoDollars: charge.nanoDollars - taken };
  });
  const changes = reservations.map((before) => ({
    before,
    after: left.get(before.messageId) ?? before,
  }));
  return [...posting(transaction, entries), ...leaving(changes)];
}

const atMost = (limit: bigint, amount: bigint): bigint => (amount < limit ? amount : limit);

const chargeWithKey = selectRows("charges", ["id"], { by: ["messageId", "key"] });

/** A column that is true if something about a message was charged under a key. */
export const isCharged = ({ charges }: Pick<Tables, "charges">, messageId: unknown, key: unknown) =>
  sql`case when exists (select 1 from ${charges} where ${charges.messageId} = ${messageId}
    and ${charges.key} = ${key}) then 1 else 0 end`.mapWith(Number);

/** Selects the address of a user, and the sid of the message that is answered. */
const correspondence = statement(({ orm, users, messages }, given: Given<"userId" | "messageId">) =>
  orm
    .select({
      ...addressesFor({ users, messages }),
      // A notice answers no message: the user's last one tells the channel.
      sid: sql<string | null>`coalesce(${messages.sid}, (select last.sid from messages as last
        where last.user_id = ${given.userId} and last.sid is not null order by last.id desc limit 1))`,
    })
    .from(messages)
    .innerJoin(users, eq(users.id, given.userId))
    .where(eq(messages.id, given.messageId)),
);
