import { marketsOf } from "./markets.ts";
import {
  type BilledKind,
  priceKey,
  type PriceList,
  type TokenPrice,
  type UnitPrice,
} from "./price-list.ts";

/** An amount of money, in whole nano-dollars, and whether it is an estimate. */
export interface Amount {
  readonly nanoDollars: bigint;
  readonly isEstimated: boolean;
}

/**
 * The usage of a call: tokens if its price is per token, else a number of units (minutes may be
 * fractions).
 */
export interface Used {
  readonly kind: BilledKind;
  readonly provider: string;
  readonly model: string;
  readonly tokens?: UsedTokens;
  /** In milliseconds of audio for `minute`, a count for `picture` and `search`. */
  readonly amount?: number;
  /** Of a text that was spoken. */
  readonly characters?: number;
  /** True if the tokens are only the most that may have been used. */
  readonly isAssumed?: boolean;
  /** `flex` and `batch` cost half, `priority` and `fast` double. */
  readonly tier?: string | null;
}

interface UsedTokens {
  /** All tokens of the prompt, including those read from and written to the cache. */
  readonly input: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** The output tokens that are words, where others are sound. */
  readonly textOutput?: number;
  /** The words of a prompt with pictures; 0 by default. */
  readonly text?: number;
}

const MILLION = 1_000_000n;
const MINUTE_MS = 60_000n;
/** Above this many input tokens OpenAI charges the whole request double for input and 1.5 times for output. */
const LONG_PROMPT_TOKENS = 272_000;
/** Models without that rule: a million tokens costs the same, however long the prompt. */
const WITHOUT_RULE = /^gpt-[345]/;

/**
 * Returns the cost of a call, rounded up once to a whole nano-dollar. A model missing from the list
 * is charged at the highest price of its provider; a model of an unknown provider is free: a
 * self-hosted server costs nothing unless PRICES_FILE says otherwise.
 */
export function priceOf(used: Used, list: PriceList): Amount {
  const exact = list.units.get(priceKey(used.kind, used.provider, used.model)) ?? null;
  const known = exact ?? alias(used, list);
  if (known !== null) {
    const isEstimated = used.isAssumed === true && known.unit === "million tokens";
    return { nanoDollars: charge(used, known), isEstimated };
  }
  const highest = sameKind(used, list).map((price) => charge(used, price));
  return { nanoDollars: largest(highest), isEstimated: highest.length > 0 };
}

/** Returns whether a model's price is known, or its provider is free. */
export function isPriced(
  { kind, provider, model }: Omit<Used, "tokens">,
  list: PriceList,
): boolean {
  const used = { kind, provider, model };
  const isKnown = list.units.has(priceKey(kind, provider, model)) || alias(used, list) !== null;
  return isKnown || sameKind(used, list).length === 0;
}

/** Returns whether a usage is charged by the token. */
export function isPricedByToken(used: Used, list: PriceList): boolean {
  const key = priceKey(used.kind, used.provider, used.model);
  const known = list.units.get(key) ?? alias(used, list);
  const prices = known === null ? sameKind(used, list) : [known];
  return prices.some(({ unit }) => unit === "million tokens");
}

/**
 * Returns the price of a model. A dated snapshot costs the same as its alias:
 * `gpt-6-luna-2026-08-01` as `gpt-6-luna`.
 */
function alias({ kind, provider, model }: Used, list: PriceList): UnitPrice | null {
  const name = model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
  return list.units.get(priceKey(kind, provider, name)) ?? null;
}

function sameKind({ kind, provider }: Used, list: PriceList): UnitPrice[] {
  const prefix = priceKey(kind, provider, "");
  return [...list.units].flatMap(([key, price]) => (key.startsWith(prefix) ? price : []));
}

function largest(amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
}

function charge(used: Used, price: UnitPrice): bigint {
  const [times, over] = tierFactor(used.tier ?? null);
  switch (price.unit) {
    case "million tokens":
      return divideUp(tokenCost(used, price.tokens) * times, MILLION * 2n * over);
    case "minute":
      return divideUp(BigInt(Math.ceil(used.amount ?? 0)) * price.price * times, MINUTE_MS * over);
    case "million characters":
      return divideUp(BigInt(used.characters ?? 0) * price.price * times, MILLION * over);
    case "picture":
    case "search":
      return divideUp(BigInt(Math.ceil(used.amount ?? 0)) * price.price * times, over);
  }
}

/**
 * Returns twice the cost in nano-dollars times a million: the output for a long prompt counts one
 * and a half times.
 */
function tokenCost({ provider, model, tokens }: Used, price: TokenPrice): bigint {
  if (tokens === undefined) return 0n;
  const isLong =
    provider === "openai" && tokens.input > LONG_PROMPT_TOKENS && !WITHOUT_RULE.test(model);
  const words = price.text === undefined ? 0 : Math.min(tokens.input, tokens.text ?? 0);
  const plain = Math.max(0, tokens.input - words - tokens.cached - tokens.cacheWrite);
  const input =
    BigInt(words) * (price.text ?? 0n) +
    BigInt(plain) * price.input +
    BigInt(tokens.cached) * price.cached +
    BigInt(tokens.cacheWrite) * price.cacheWrite;
  const written =
    price.textOutput === undefined ? 0 : Math.min(tokens.textOutput ?? 0, tokens.output);
  const output =
    BigInt(tokens.output - written) * price.output + BigInt(written) * (price.textOutput ?? 0n);
  return isLong ? input * 4n + output * 3n : input * 2n + output * 2n;
}

function tierFactor(tier: string | null): readonly [times: bigint, over: bigint] {
  if (tier === "flex" || tier === "batch") return [1n, 2n];
  return tier === "priority" || tier === "fast" ? [2n, 1n] : [1n, 1n];
}

function divideUp(amount: bigint, by: bigint): bigint {
  return (amount + by - 1n) / by;
}

/** Returns the carrier's price of a message; null if the list has no price for the channel. */
export function carriagePrice(
  channel: string,
  direction: "in" | "out",
  list: PriceList,
): Amount | null {
  const price = list.carriage.get(`${channel} ${direction}`);
  return price === undefined ? null : { nanoDollars: price, isEstimated: true };
}

/**
 * Returns Meta's rate of a delivered service message to a country (`US`). A country missing from
 * the list is charged as the others of its region, or at the highest rate of all, as an estimate.
 */
export function serviceMessagePrice(country: string | null, list: PriceList): Amount {
  const named = country === null ? undefined : list.serviceMessages.get(country);
  if (named !== undefined) return { nanoDollars: named, isEstimated: false };
  const { rest, members } = marketsOf(country);
  const ofRest = rest === null ? undefined : list.serviceMessages.get(rest);
  if (ofRest !== undefined) return { nanoDollars: ofRest, isEstimated: true };
  const inRegion = members.flatMap((member) => list.serviceMessages.get(member) ?? []);
  const rates = inRegion.length > 0 ? inRegion : [...list.serviceMessages.values()];
  return { nanoDollars: largest(rates), isEstimated: true };
}
