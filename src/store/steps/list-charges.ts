import { asc, gt, gte, sql } from "drizzle-orm";
import type { StoredCharge } from "../admin-figures.ts";
import { first, type Reader } from "../driver.ts";
import { selectRows } from "../plain-statements.ts";
import { type Given, statement } from "../statement.ts";

export async function chargeFrom(
  reader: Reader,
  id: number,
): Promise<{ readonly id: number; readonly day: string } | null> {
  return (await first(reader, firstFrom, { id })) ?? null;
}

const firstFrom = selectRows("charges", ["id", "day"], {
  where: ({ charges }, given: Given<"id">) => gte(charges.id, given.id),
  orderBy: ["id"],
  limit: 1,
});

export function chargesAfter(reader: Reader, id: number, limit: number): Promise<StoredCharge[]> {
  return reader.all(laterCharges, { id, limit });
}

const laterCharges = statement(({ orm, charges }, given: Given<"id" | "limit">) =>
  orm
    .select({
      id: charges.id,
      day: charges.day,
      userId: charges.userId,
      channel: charges.channel,
      kind: charges.kind,
      provider: charges.provider,
      model: charges.model,
      nanoDollars: charges.nanoDollars,
      isEstimated: charges.isEstimated,
      settled: charges.settled,
      createdAt: charges.createdAt,
    })
    .from(charges)
    .where(gt(charges.id, given.id))
    .orderBy(asc(charges.id))
    .limit(sql.placeholder("limit")),
);
