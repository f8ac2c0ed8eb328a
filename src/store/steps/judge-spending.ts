import { and, eq, type SQL, sql } from "drizzle-orm";
import { monthOfDay, type SpentMoney } from "../charges.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { type Budget, type Judgement, judgeSpending, type SpentSums } from "../spending.ts";
import { type Given, statement } from "../statement.ts";

/** The number of the one lock under which limits for all users together are judged. */
const TOTAL_LOCK = 4_807_230_119;

/** Judges a call by the usage of its user, and of all, on its day and in that month. */
export async function judge(
  transaction: Transaction,
  userId: number,
  budget: Budget,
): Promise<Judgement> {
  const { day, dailyLimit, dailyLimitPerUser, money } = budget;
  const isMoneyOfAll = isLimited(money?.daily) || isLimited(money?.monthly);
  const isMoney =
    isMoneyOfAll || isLimited(money?.dailyPerUser) || isLimited(money?.monthlyPerUser);
  const isOfAll = dailyLimit > 0 || isMoneyOfAll;
  if (!isOfAll && dailyLimitPerUser === 0 && !isMoney)
    return { refused: null, isNearBudget: false };
  // The next statement sees the commits that were waited for.
  if (isOfAll && transaction.dialect === "postgres") await transaction.all(lockTotal, {});
  const tokens = await first(transaction, isOfAll ? tokensOfAll : tokensOfOne, { day, userId });
  const rows = isMoney
    ? await transaction.all(isMoneyOfAll ? moneyOfAll : moneyOfOne, {
        day,
        month: monthOfDay(day),
        userId,
      })
    : [];
  return judgeSpending(budget, sumsOf(tokens, rows, day));
}

export async function moneySpent(reader: Reader, userId: number, day: string): Promise<SpentMoney> {
  const rows = await reader.all(moneyOfOne, { day, month: monthOfDay(day), userId });
  const { mine } = sumsOf(undefined, rows, day);
  return { day: mine.day, month: mine.month };
}

const isLimited = (limit: bigint | undefined): boolean => limit !== undefined && limit > 0n;

function sumsOf(tokens: TokenRow | undefined, rows: readonly MoneyRow[], day: string): SpentSums {
  const today = rows.find(({ period }) => period === day);
  const month = rows.find(({ period }) => period !== day);
  return {
    mine: {
      day: today?.mine ?? 0n,
      month: month?.mine ?? 0n,
      tokens: tokens?.mine ?? 0,
      isNoticed: (tokens?.notices ?? 0) > 0,
    },
    all: { day: today?.all ?? 0n, month: month?.all ?? 0n, tokens: tokens?.all ?? 0 },
  };
}

const lockTotal = statement(({ orm, name }) =>
  orm
    .select({ locked: sql`1` })
    .from(
      name === "postgres"
        ? sql`pg_advisory_xact_lock(${sql.raw(String(TOTAL_LOCK))}::bigint)`
        : sql`(select 1) as always`,
    ),
);

const tokensOf = (isOneUser: boolean) =>
  statement(({ orm, spending, name }, given: Given<"day" | "userId">) => {
    const { tokens, userId, isNoticed } = spending;
    const hasNotice = name === "sqlite" ? sql`${isNoticed} = 1` : sql`${isNoticed}`;
    const isMine = sql`${userId} = ${given.userId}`;
    return orm
      .select({
        all: sql`coalesce(sum(${tokens}), 0)`.mapWith(Number),
        mine: sql`coalesce(sum(${tokens}) filter (where ${isMine}), 0)`.mapWith(Number),
        notices: sql`count(*) filter (where ${isMine} and ${hasNotice})`.mapWith(Number),
      })
      .from(spending)
      .where(and(eq(spending.day, given.day), isOneUser ? isMine : undefined));
  });

const tokensOfAll = tokensOf(false);
const tokensOfOne = tokensOf(true);

const moneyOf = (isOneUser: boolean) =>
  statement(({ orm, spentMoney }, given: Given<"day" | "month" | "userId">) => {
    const { period, userId, nanoDollars } = spentMoney;
    const isMine = sql`${userId} = ${given.userId}`;
    // As text: JavaScript would round the number.
    const exact = (sum: SQL) => sql`cast(coalesce(${sum}, 0) as text)`.mapWith(BigInt);
    return orm
      .select({
        period,
        all: exact(sql`sum(${nanoDollars})`),
        mine: exact(sql`sum(${nanoDollars}) filter (where ${isMine})`),
      })
      .from(spentMoney)
      .where(and(sql`${period} in (${given.day}, ${given.month})`, isOneUser ? isMine : undefined))
      .groupBy(period);
  });

const moneyOfAll = moneyOf(false);
const moneyOfOne = moneyOf(true);

type TokenRow = NonNullable<(typeof tokensOfAll)["row"]>;
type MoneyRow = NonNullable<(typeof moneyOfAll)["row"]>;
