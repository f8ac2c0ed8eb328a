import { and, eq, sql } from "drizzle-orm";
import { monthOfDay, type SpentMoney } from "../charges.ts";
import { call, type Reader, type Transaction } from "../driver.ts";
import { exact } from "../exact.ts";
import { type Budget, type Judgement, judgeSpending, type SpentSums } from "../spending.ts";
import { type Given, statement } from "../statement.ts";
import type { Payer } from "./posting.ts";
import { reservedFor, settling, toReservation } from "./reserved-money.ts";

/** The number of the one lock under which limits for all users together are judged. */
const TOTAL_LOCK = 4_807_230_119;

/**
 * Judges a call by what its user, and all, have spent on its day and in that month. What an earlier
 * call of the message left reserved is settled before: it may have been made.
 */
export async function judge(
  transaction: Transaction,
  payer: Payer,
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
  const { userId, messageId } = payer;
  const tokensSpent = call(isOfAll ? tokensOfAll : tokensOfOne, { day, userId });
  const month = monthOfDay(day);
  const moneySpentOn = call(isMoneyOfAll ? moneyOfAll : moneyOfOne, { day, month, userId });
  const read = async () => {
    const [left, [tokens], rows = []] = await transaction.together(
      reservedFor([messageId]),
      tokensSpent,
      ...(isMoney ? [moneySpentOn] : []),
    );
    return { left, sums: sumsOf(tokens, rows, day) };
  };
  const found = await read();
  const [left] = found.left.map(toReservation);
  if (left === undefined) return judgeSpending(budget, found.sums);
  await transaction.together(...settling(transaction, payer, left, null, 0n));
  return judgeSpending(budget, (await read()).sums);
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
    return orm
      .select({
        period,
        all: exact(sql`coalesce(sum(${nanoDollars}), 0)`),
        mine: exact(sql`coalesce(sum(${nanoDollars}) filter (where ${isMine}), 0)`),
      })
      .from(spentMoney)
      .where(and(sql`${period} in (${given.day}, ${given.month})`, isOneUser ? isMine : undefined))
      .groupBy(period);
  });

const moneyOfAll = moneyOf(false);
const moneyOfOne = moneyOf(true);

type TokenRow = NonNullable<(typeof tokensOfAll)["row"]>;
type MoneyRow = NonNullable<(typeof moneyOfAll)["row"]>;
