import { sql } from "drizzle-orm";
import { monthOfDay, type NewCharge } from "../charges.ts";
import { type Call, call, type Transaction } from "../driver.ts";
import { insertRow } from "../plain-statements.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";

export interface Payer {
  readonly messageId: number;
  readonly userId: number;
}

/** An amount that a user has spent on a day; a negative one is given back. */
interface Spent {
  readonly userId: number;
  readonly day: string;
  readonly nanoDollars: bigint;
}

/** One change of what a user has spent, for a message. */
export interface Entry extends Payer, Spent {
  /** Null where only what is reserved changes. */
  readonly charge: NewCharge | null;
  /** Names an event that may be told of twice. */
  readonly key?: string | null;
  /** The charge less its reservation. */
  readonly nanoDollars: bigint;
}

/** Adds amounts to what days and their months have cost, to be run together with others. */
export function spendingMoney(entries: readonly Spent[]): Call[] {
  const [first] = entries;
  if (first === undefined) return [];
  const { userId, day } = first;
  if (entries.every((entry) => entry.userId === userId && entry.day === day)) {
    const sum = entries.reduce((total, { nanoDollars }) => total + nanoDollars, 0n);
    const values = { userId, day, month: monthOfDay(day), nanoDollars: String(sum) };
    return sum === 0n ? [] : [call(addSum, values)];
  }
  const sums = sumsOf(entries);
  return sums.length === 0 ? [] : [call(addSums, { sums: JSON.stringify(sums) })];
}

/** Adds entries to the ledger and to what their days and months have cost, to be run together with others. */
export function posting({ now }: Pick<Transaction, "now">, entries: readonly Entry[]): Call[] {
  const rows = entries.flatMap((entry) =>
    entry.charge === null ? [] : rowOf(entry, entry.charge),
  );
  return [...insertingCharges(rows, now), ...spendingMoney(entries)];
}

/** One charge, as most steps have, takes no list: reading one costs more than inserting the row. */
function insertingCharges(rows: readonly ChargeRow[], now: number): Call[] {
  const [only] = rows;
  if (only === undefined) return [];
  if (rows.length === 1) return [call(insertCharge, { ...only, now })];
  return [call(insertCharges, { rows: JSON.stringify(rows), now })];
}

type ChargeRow = ReturnType<typeof rowOf>;

function rowOf({ messageId, userId, day, key = null }: Entry, charge: NewCharge) {
  const { channel, kind, provider, model, units, nanoDollars, isEstimated } = charge;
  return {
    key,
    userId,
    messageId,
    day,
    channel: channel === null ? null : readable(channel),
    kind,
    provider: readable(provider),
    model: readable(model),
    units: JSON.stringify(units),
    nanoDollars: String(nanoDollars),
    isEstimated,
  };
}

/** PostgreSQL reads neither a NUL nor half a character from JSON; a server may call its model anything. */
const readable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/** One sum for each user and period, always in the same order, so that two transactions do not wait for each other. */
function sumsOf(entries: readonly Spent[]) {
  const sums = new Map<string, { period: string; userId: number; sum: bigint }>();
  for (const { day, userId, nanoDollars } of entries) {
    for (const period of [day, monthOfDay(day)]) {
      const name = `${userId} ${period}`;
      const sum = (sums.get(name)?.sum ?? 0n) + nanoDollars;
      sums.set(name, { period, userId, sum });
    }
  }
  return [...sums.values()]
    .filter(({ sum }) => sum !== 0n)
    .toSorted((a, b) => a.userId - b.userId || (a.period < b.period ? -1 : 1))
    .map(({ period, userId, sum }) => ({ period, user_id: userId, nano_dollars: String(sum) }));
}

const COLUMNS = [
  "key",
  "userId",
  "messageId",
  "day",
  "channel",
  "kind",
  "provider",
  "model",
  "units",
  "isEstimated",
] as const;

const insertCharge = insertRow("charges", [...COLUMNS, "now"], {
  set: {
    nanoDollars: ({ whole }: Dialect, given: Given<"nanoDollars">) => whole(given.nanoDollars),
  },
});

const insertCharges = statement((dialect, given: Given<"rows" | "now">) => {
  const { orm, charges, listed, whole, name } = dialect;
  const isGuess = sql`listed."isEstimated"`;
  return orm.insert(charges).select(
    orm
      .select({
        id: nextId(dialect).as("id"),
        key: sql<string | null>`listed.key`.as("key"),
        userId: whole(sql`listed."userId"`).as("user_id"),
        messageId: whole(sql`listed."messageId"`).as("message_id"),
        day: sql<string>`listed.day`.as("day"),
        channel: sql<string | null>`listed.channel`.as("channel"),
        kind: sql<NewCharge["kind"]>`listed.kind`.as("kind"),
        provider: sql<string>`listed.provider`.as("provider"),
        model: sql<string>`listed.model`.as("model"),
        units: sql<string>`listed.units`.as("units"),
        nanoDollars: whole(sql`listed."nanoDollars"`).as("nano_dollars"),
        isEstimated: sql<boolean>`${name === "sqlite" ? isGuess : sql`${isGuess}::boolean`}`.as(
          "is_estimated",
        ),
        settled: whole(sql`null`).as("settled_nano_dollars"),
        createdAt: whole(given.now).as("created_at"),
      })
      .from(listed(given.rows, [...COLUMNS, "nanoDollars"])),
  );
});

/** The id of a row that is inserted by a select. */
const nextId = ({ name }: Pick<Dialect, "name">) =>
  name === "sqlite" ? sql<number>`null` : sql<number>`nextval('charges_id_seq')`;

const addSum = statement(
  ({ orm, spentMoney, whole }, given: Given<"userId" | "day" | "month" | "nanoDollars">) => {
    const { userId } = given;
    const nanoDollars = whole(given.nanoDollars);
    return orm
      .insert(spentMoney)
      .values([given.month, given.day].map((period) => ({ period, userId, nanoDollars })))
      .onConflictDoUpdate(addTo(spentMoney));
  },
);

const addSums = statement(({ orm, spentMoney, listed, whole }, given: Given<"sums">) =>
  orm
    .insert(spentMoney)
    .select(
      orm
        .select({
          period: sql<string>`listed.period`.as("period"),
          userId: whole(sql`listed.user_id`).as("user_id"),
          nanoDollars: whole(sql`listed.nano_dollars`).as("nano_dollars"),
        })
        .from(listed(given.sums, ["period", "user_id", "nano_dollars"]))
        // Without a condition SQLite takes what follows for that of a join.
        .where(sql`true`),
    )
    .onConflictDoUpdate(addTo(spentMoney)),
);

/** Adds to what a user has spent in a period already. */
export const addTo = ({ period, userId, nanoDollars }: Tables["spentMoney"]) => ({
  target: [period, userId],
  set: { nanoDollars: sql`${nanoDollars} + excluded.nano_dollars` },
});
