import { gte, type SQL, sql } from "drizzle-orm";
import type { CostGroup, CostsBy } from "../charges.ts";
import { first, type Reader } from "../driver.ts";
import { type Dialect, type Given, type Statement, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";

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
    // As text: JavaScript would round the number.
    const exact = (sum: SQL) => sql`cast(coalesce(${sum}, 0) as text)`.mapWith(BigInt);
    const isGuess = dialect === "sqlite" ? sql`${isEstimated} = 1` : sql`${isEstimated}`;
    const group = name(charges);
    return orm
      .select({
        name: sql<string>`coalesce(cast(${group} as text), '')`,
        events: sql<number>`count(*)`.mapWith(Number),
        nanoDollars: exact(sql`sum(${nanoDollars})`),
        estimated: exact(
          sql`coalesce(sum(${nanoDollars}) filter (where ${isGuess}), 0) - coalesce(sum(${settled}), 0)`,
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
