import { sql } from "drizzle-orm";
import type { NewCharge } from "../charges.ts";
import { type Call, call, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import type { Payer } from "./posting.ts";

/** A part that was delivered, at its messenger's rate, from this address of ours. */
export interface Delivery extends Payer {
  readonly sid: string;
  readonly address: string;
  readonly rate: NewCharge;
  /** The rate as the messenger bills it; null if it does not say. */
  readonly stated: NewCharge | null;
}

/** Counts delivered parts, to be run together with others. */
export function counting(
  { tariff, now }: Transaction,
  deliveries: readonly Delivery[],
): Call<Total> {
  const totals = new Map<string, number>();
  for (const { address } of deliveries) totals.set(address, (totals.get(address) ?? 0) + 1);
  const month = tariff.monthOf(now);
  const list = [...totals].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = list.map(([address, total]) => ({ address, month, total }));
  return call(countDeliveries, { rows: JSON.stringify(rows) });
}

/** Counts on; on PostgreSQL those at the same time wait for each other, so that no number is given twice. */
const countDeliveries = statement(
  ({ orm, monthlyDeliveries, listed, whole }, given: Given<"rows">) =>
    orm
      .insert(monthlyDeliveries)
      .select(
        orm
          .select({
            address: sql<string>`listed.address`.as("address"),
            month: sql<string>`listed.month`.as("month"),
            total: whole(sql`listed.total`).as("total"),
          })
          .from(listed(given.rows, ["address", "month", "total"]))
          // Without a condition SQLite takes what follows for that of a join.
          .where(sql`true`),
      )
      .onConflictDoUpdate({
        target: [monthlyDeliveries.address, monthlyDeliveries.month],
        set: { total: sql`${monthlyDeliveries.total} + excluded.total` },
      })
      .returning({ address: monthlyDeliveries.address, total: monthlyDeliveries.total }),
);

export type Total = NonNullable<(typeof countDeliveries)["row"]>;
