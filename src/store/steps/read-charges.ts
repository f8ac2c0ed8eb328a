import { and, asc, eq, gt, gte, lte, type SQL, sql } from "drizzle-orm";
import type { CostGroup, CostsBy } from "../charges.ts";
import { first, type Reader } from "../driver.ts";
import { exact } from "../exact.ts";
import { pick } from "../pick.ts";
import { selectRows } from "../plain-statements.ts";
import { type Dialect, type Given, type Statement, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";

export const chargesOf = statement(({ orm, charges }, given: Given<"messageId">) =>
  orm
    .select({
      ...pick(charges, "kind", "provider", "model", "units"),
      nanoDollars: exact(charges.nanoDollars),
      isEstimated: charges.isEstimated,
      at: charges.createdAt,
    })
    .from(charges)
    .where(eq(charges.messageId, given.messageId))
    .orderBy(asc(charges.id)),
);

export const chargeFrom = selectRows("charges", ["id", "day"], {
  where: ({ charges }, given: Given<"id">) => gte(charges.id, given.id),
  orderBy: ["id"],
  limit: 1,
});

export const chargesAfter = statement(({ orm, charges }, given: Given<"id" | "limit">) =>
  orm
    .select({
      ...pick(charges, "id", "day", "userId", "channel", "kind", "provider", "model"),
      ...pick(charges, "nanoDollars", "isEstimated", "settled", "createdAt"),
    })
    .from(charges)
    .where(gt(charges.id, given.id))
    .orderBy(asc(charges.id))
    .limit(sql.placeholder("limit")),
);

export async function newestCharge(reader: Reader): Promise<number> {
  return (await first(reader, newest, {}))?.id ?? 0;
}

const newest = statement(({ orm, charges }) =>
  orm.select({ id: sql<number>`coalesce(max(${charges.id}), 0)`.mapWith(Number) }).from(charges),
);

/** Sums up the charges of a span of ids by what the metrics tell them apart by. */
export const sumCharges = statement(({ orm, charges }, given: Given<"after" | "upTo">) => {
  const { kind, channel, isEstimated, nanoDollars } = charges;
  return orm
    .select({ kind, channel, isEstimated, nanoDollars: exact(sql`sum(${nanoDollars})`) })
    .from(charges)
    .where(and(gt(charges.id, given.after), lte(charges.id, given.upTo)))
    .groupBy(kind, channel, isEstimated);
});

/** Sums the charges since a day, largest first; by day in chronological order. */
export async function costsSince(reader: Reader, since: string, by: CostsBy): Promise<CostGroup[]> {
  const rows = await reader.all(STATEMENTS[by], { since });
  return by === "day"
    ? rows.toSorted((one, two) => (one.name < two.name ? -1 : 1))
    : rows.toSorted((one, two) => (one.nanoDollars > two.nanoDollars ? -1 : 1));
}

export async function firstChargeSince(reader: Reader, since: string): Promise<string | null> {
  return (await first(reader, firstDay, { since }))?.day ?? null;
}

const firstDay = statement(({ orm, charges }, given: Given<"since">) =>
  orm
    .select({ day: sql<string | null>`min(${charges.day})` })
    .from(charges)
    .where(gte(charges.day, given.since)),
);

const groupedBy = (name: (charges: Tables["charges"]) => SQL): Statement<"since", CostGroup> =>
  statement(({ orm, charges, name: dialect }: Dialect & Tables, given: Given<"since">) => {
    const { nanoDollars, isEstimated, settled } = charges;
    const isGuess = dialect === "sqlite" ? sql`${isEstimated} = 1` : sql`${isEstimated}`;
    const group = name(charges);
    return orm
      .select({
        name: sql<string>`coalesce(cast(${group} as text), '')`,
        events: sql<number>`count(*)`.mapWith(Number),
        nanoDollars: exact(sql`coalesce(sum(${nanoDollars}), 0)`),
        estimated: exact(
          sql`coalesce(coalesce(sum(${nanoDollars}) filter (where ${isGuess}), 0)
            - coalesce(sum(${settled}), 0), 0)`,
        ),
      })
      .from(charges)
      .where(gte(charges.day, given.since))
      .groupBy(group);
  });

const STATEMENTS: Readonly<Record<CostsBy, Statement<"since", CostGroup>>> = {
  user: groupedBy(({ userId }) => sql`${userId}`),
  model: groupedBy(({ provider, model }) => sql`${provider} || ' ' || ${model}`),
  kind: groupedBy(({ kind }) => sql`${kind}`),
  channel: groupedBy(({ channel }) => sql`${channel}`),
  day: groupedBy(({ day }) => sql`${day}`),
};
