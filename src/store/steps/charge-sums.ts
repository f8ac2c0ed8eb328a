import { and, gt, lte, sql } from "drizzle-orm";
import type { ChargeSum } from "../charges.ts";
import { first, type Reader } from "../driver.ts";
import { type Given, statement } from "../statement.ts";

/** Returns the id of the newest charge, or 0. */
export async function newestCharge(reader: Reader): Promise<number> {
  return (await first(reader, newest, {}))?.id ?? 0;
}

const newest = statement(({ orm, charges }) =>
  orm.select({ id: sql<number>`coalesce(max(${charges.id}), 0)`.mapWith(Number) }).from(charges),
);

/** Sums up the charges of a span of ids by what the metrics tell them apart by. */
export function sumCharges(
  reader: Reader,
  span: { readonly after: number; readonly upTo: number },
): Promise<ChargeSum[]> {
  return reader.all(sums, span);
}

const sums = statement(({ orm, charges }, given: Given<"after" | "upTo">) => {
  const { kind, channel, isEstimated, nanoDollars } = charges;
  return (
    orm
      // As text: a number of JavaScript's would round it.
      .select({
        kind,
        channel,
        isEstimated,
        nanoDollars: sql`cast(sum(${nanoDollars}) as text)`.mapWith(BigInt),
      })
      .from(charges)
      .where(and(gt(charges.id, given.after), lte(charges.id, given.upTo)))
      .groupBy(kind, channel, isEstimated)
  );
});
