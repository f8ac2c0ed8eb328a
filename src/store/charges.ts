import type { MessagePricing } from "../core/message.ts";
import type { Correspondence } from "../core/ports.ts";

export type ChargeKind =
  | "model"
  | "transcription"
  | "speech"
  | "picture"
  | "search"
  | "message in"
  | "message out";

/** The provider that bills, and the kind of usage. */
export interface Billed {
  readonly kind: ChargeKind;
  /** Null if unknown. */
  readonly channel: string | null;
  /** `openai`, the host of another server, or the carrier of a message. */
  readonly provider: string;
  /**
   * The model's name; for a message `carriage`, or `service` for the rate of the user's country.
   */
  readonly model: string;
}

/** One billable event, priced. */
export interface NewCharge extends Billed {
  readonly units: Readonly<Record<string, number | string>>;
  readonly nanoDollars: bigint;
  readonly isEstimated: boolean;
}

/** The cost of a call, and the most that each part of the reply may cost. */
export interface Bill {
  /** Null if unknown: the reservation stays spent. */
  readonly tokens: number | null;
  readonly charges: readonly NewCharge[];
  readonly partNanoDollars: bigint;
}

/** The price of a message, as the messenger states it. */
export interface ActualPrice {
  readonly sid: string;
  readonly direction: "in" | "out";
  readonly nanoDollars: bigint;
}

/**
 * The prices of messages, and the days and months that they count for. Called within transactions,
 * so the same arguments must give the same result.
 */
export interface Tariff {
  /** Returns the carrier's charge for the inbound message with this sid; null if there is none. */
  received(sid: string): NewCharge | null;
  /** Returns the carrier's charge for an outbound message. */
  accepted(sid: string): NewCharge | null;
  /**
   * Returns the messenger's charge for a message delivered to a user, beyond the monthly free
   * messages of our address; null if there is none.
   */
  delivered(sid: string, user: Correspondence): NewCharge | null;
  readonly limits: MoneyLimits;
  /** The number of free delivered messages per address and month. */
  readonly freePerMonth: number;
  /** The month in which messages are counted, by the messenger's own clock: `2026-11`. */
  monthOf(at: number): string;
  /** The day that something counts for: `2026-11-29`. */
  dayOf(at: number): string;
}

/** The categories that a service message's rate is known for. */
const AT_THE_RATE: ReadonlySet<string> = new Set(["service", "utility"]);

/** Returns the messenger's rate of a delivered message as it says that it bills it. */
export function pricedRate(rate: NewCharge, pricing: MessagePricing): NewCharge {
  const { billable, category, type } = pricing;
  const isKnown = !billable || AT_THE_RATE.has(category);
  return {
    ...rate,
    nanoDollars: billable ? rate.nanoDollars : 0n,
    units: { ...rate.units, category, ...(type !== null && { type }) },
    isEstimated: billable && (rate.isEstimated || !isKnown),
  };
}

export const NO_LIMITS: MoneyLimits = {
  daily: 0n,
  monthly: 0n,
  dailyPerUser: 0n,
  monthlyPerUser: 0n,
};

export const NO_TARIFF: Tariff = {
  received: () => null,
  accepted: () => null,
  delivered: () => null,
  limits: NO_LIMITS,
  freePerMonth: 0,
  monthOf: (at) => new Date(at).toISOString().slice(0, 7),
  dayOf: (at) => new Date(at).toISOString().slice(0, 10),
};

/** The money that may be spent, of all users and of one; 0 is any amount. In nano-dollars. */
export interface MoneyLimits {
  readonly daily: bigint;
  readonly monthly: bigint;
  readonly dailyPerUser: bigint;
  readonly monthlyPerUser: bigint;
}

/** Returns the limits that hold for a user with these of their own. */
export function limitsFor(limits: MoneyLimits, { daily, monthly }: UserBudget): MoneyLimits {
  return {
    ...limits,
    dailyPerUser: daily ?? limits.dailyPerUser,
    monthlyPerUser: monthly ?? limits.monthlyPerUser,
  };
}

export function isLimited(limits: MoneyLimits): boolean {
  const { daily, monthly, dailyPerUser, monthlyPerUser } = limits;
  return [daily, monthly, dailyPerUser, monthlyPerUser].some((limit) => limit > 0n);
}

/** Money that a call may cost, and the limits that stand against it. In nano-dollars. */
export interface MoneyBudget extends MoneyLimits {
  readonly call: bigint;
  /** The most that the parts of its reply may cost together. */
  readonly parts: bigint;
  readonly of: Billed;
  /** Kept free beside it, for the message that tells a user that the budget is spent. */
  readonly aside?: bigint;
}

/** The limits of one user's own, in nano-dollars: 0 is none, and null the one of the settings. */
export interface UserBudget {
  readonly daily: bigint | null;
  readonly monthly: bigint | null;
}

/** A change of these limits; an absent one stays. */
export type BudgetChange = Partial<UserBudget>;

/** In nano-dollars: more than this is no budget, and a number of JavaScript's holds it exactly. */
export const MAX_USER_BUDGET = 1_000_000n * 1_000_000_000n;

export function budgetFromRow(row: {
  readonly dailyBudget: number | null;
  readonly monthlyBudget: number | null;
}): UserBudget {
  const exact = (value: number | null) => (value === null ? null : BigInt(value));
  return { daily: exact(row.dailyBudget), monthly: exact(row.monthlyBudget) };
}

/** The money spent today and this month, by one user or by all. */
export interface SpentMoney {
  readonly day: bigint;
  readonly month: bigint;
}

export const monthOfDay = (day: string): string => day.slice(0, 7);

/** Returns whether a call fits into the limits per user and for all users. */
export function isWithinMoney(money: MoneyBudget, mine: SpentMoney, all: SpentMoney): boolean {
  const { call, parts, aside = 0n } = money;
  const fits = (limit: bigint, spent: bigint) =>
    limit === 0n || spent + call + parts + aside <= limit;
  return (
    fits(money.dailyPerUser, mine.day) &&
    fits(money.monthlyPerUser, mine.month) &&
    fits(money.daily, all.day) &&
    fits(money.monthly, all.month)
  );
}

/** Returns whether four fifths of a limit for all users together are spent. */
export function isNearMoney({ daily, monthly }: MoneyBudget, all: SpentMoney): boolean {
  const isNear = (limit: bigint, spent: bigint) => limit > 0n && spent * 5n >= limit * 4n;
  return isNear(daily, all.day) || isNear(monthly, all.month);
}

export const COSTS_BY = ["user", "model", "kind", "channel", "day"] as const;

export type CostsBy = (typeof COSTS_BY)[number];

/** Charges grouped by one property, in nano-dollars. */
export interface CostGroup {
  /** For a user the number in the list of users; empty if it is no longer known. */
  readonly name: string;
  readonly events: number;
  readonly nanoDollars: bigint;
  /** The estimated share of `nanoDollars`. */
  readonly estimated: bigint;
}

/** Charges of one kind, as the metrics tell them apart. */
export interface ChargeSum {
  readonly kind: ChargeKind;
  readonly channel: string | null;
  readonly isEstimated: boolean;
  readonly nanoDollars: bigint;
}

/** One charge, as shown to the operator. */
export interface MessageCharge extends Pick<
  NewCharge,
  "kind" | "provider" | "model" | "nanoDollars" | "isEstimated"
> {
  /** JSON: amounts by the name of their unit. */
  readonly units: string;
  readonly at: number;
}
