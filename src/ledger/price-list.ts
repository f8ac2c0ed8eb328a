import { ConfigError } from "../core/errors.ts";
import { lineOfJsonFault } from "../core/json-line.ts";
import { isMarket } from "./markets.ts";
import ours from "./prices.json" with { type: "json" };
import { isRecord } from "../core/json.ts";

/**
 * In whole nano-dollars (10⁻⁹ USD). A token's price is stored per million, so that it is whole too.
 */
export interface TokenPrice {
  readonly input: bigint;
  readonly cached: bigint;
  readonly cacheWrite: bigint;
  readonly output: bigint;
  /** Of output tokens that are words, where a model also speaks; absent if they cost the same. */
  readonly textOutput?: bigint;
  /** Of the words beside pictures, if they have a price of their own. */
  readonly text?: bigint;
}

export type BilledKind = "model" | "transcription" | "speech" | "picture" | "search";

/** The price of a unit: tokens and characters per million, all else per one. */
export type UnitPrice =
  | { readonly unit: "million tokens"; readonly tokens: TokenPrice }
  | { readonly unit: (typeof PER_UNIT)[number]; readonly price: bigint };

export interface PriceList {
  /** The day of the list that comes with the program, such as `2026-11-29`. */
  readonly date: string;
  /** By kind, provider and model, as `priceKey` joins them. */
  readonly units: ReadonlyMap<string, UnitPrice>;
  /** The carrier's price of a message, by the channel's name and the direction, `in` or `out`. */
  readonly carriage: ReadonlyMap<string, bigint>;
  /** Meta's rate of a service message by country (`US`) or by the region of all others (`latin-america`). */
  readonly serviceMessages: ReadonlyMap<string, bigint>;
}

export const priceKey = (kind: BilledKind, provider: string, model: string): string =>
  `${kind} ${provider} ${model}`;

const PER_UNIT = ["million characters", "minute", "picture", "search"] as const;
/** The units in which each kind is counted: by any other it would cost nothing. */
const UNITS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    model: ["million tokens"],
    transcription: ["minute"],
    speech: ["million tokens", "million characters", "minute"],
    picture: ["million tokens", "picture"],
    search: ["search"],
    carriage: ["message"],
    "service-message": ["message"],
  } satisfies Record<BilledKind | "carriage" | "service-message", string[]>),
);
const NANO = 1_000_000_000;
/**
 * In USD: nothing of ours costs more, and a slip of the comma is found. The sums of a database hold nine
 * thousand million dollars, which is millions of the dearest calls at such a price.
 */
const MAX_PRICE = 1_000;

let known: PriceList | null = null;

/** Returns the prices that come with the program. Throws `ConfigError` if they are wrong. */
export function ourPrices(): PriceList {
  known ??= readPrices(ours, "prices.json", () => []);
  return known;
}

/**
 * Returns `base` overridden by the prices of a file. Throws `ConfigError` that names each wrong
 * line.
 */
export function withPrices(base: PriceList, text: string, file: string): PriceList {
  const added = readPrices(parse(text, file), file, () => linesOfEntries(text));
  return {
    date: added.date || base.date,
    units: new Map([...base.units, ...added.units]),
    carriage: new Map([...base.carriage, ...added.carriage]),
    serviceMessages: new Map([...base.serviceMessages, ...added.serviceMessages]),
  };
}

/**
 * Reads a list of prices: `{"date": …, "prices": [{"kind", …, "unit", …}]}`. Throws `ConfigError` with a
 * line for each price that is missing, negative or of an unknown unit or kind; `findLines` returns the
 * line on which each entry begins.
 */
function readPrices(list: RawList, file: string, findLines: () => readonly number[]): PriceList {
  const faults: string[] = [];
  let lines: readonly number[] | null = null;
  const units = new Map<string, UnitPrice>();
  const carriage = new Map<string, bigint>();
  const serviceMessages = new Map<string, bigint>();
  const count = () => units.size + carriage.size + serviceMessages.size;
  for (const [index, entry] of list.prices.entries()) {
    const before = { count: count(), faults: faults.length };
    const fault = (what: string) => {
      lines ??= findLines();
      faults.push(`${file}, line ${lines[index] ?? "?"}: ${what}`);
    };
    const price = (name: string) => {
      const value = entry[name];
      if (value === undefined) fault(`"${name}" is missing`);
      else if (typeof value !== "number" || !(value >= 0 && value <= MAX_PRICE)) {
        fault(
          `"${name}" must be a number of USD from 0 to ${MAX_PRICE}, but is ${JSON.stringify(value)}`,
        );
      } else return BigInt(Math.round(value * NANO));
      return 0n;
    };
    const word = (name: string) => {
      const value = entry[name];
      if (typeof value === "string" && value !== "") return value;
      fault(`"${name}" is missing`);
      return "";
    };
    const kind = word("kind");
    const fitting = UNITS.get(kind);
    if (fitting === undefined && kind !== "") fault(`"kind" is unknown: ${JSON.stringify(kind)}`);
    const unit = fitting === undefined ? "" : word("unit");
    if (unit !== "" && fitting?.includes(unit) === false) {
      fault(`"unit" of a ${kind} must be ${fitting.join(" or ")}, but is ${JSON.stringify(unit)}`);
      continue;
    }
    if (kind === "carriage") {
      const direction = word("direction");
      if (!["", "in", "out"].includes(direction)) fault('"direction" must be in or out');
      carriage.set(`${word("channel")} ${direction}`, price("price"));
    } else if (kind === "service-message") {
      const market = word("market");
      if (market !== "" && !isMarket(market)) {
        fault(`"market" must be a country such as DE, but is ${JSON.stringify(market)}`);
      }
      serviceMessages.set(market, price("price"));
    } else if (isBilled(kind)) {
      const key = priceKey(kind, word("provider"), word("model"));
      const perUnit = PER_UNIT.find((one) => one === unit);
      if (unit === "million tokens") {
        const [input, cached, cacheWrite, output] = ["input", "cached", "cacheWrite", "output"].map(
          price,
        );
        units.set(key, {
          unit,
          tokens: {
            input: input ?? 0n,
            cached: cached ?? 0n,
            cacheWrite: cacheWrite ?? 0n,
            output: output ?? 0n,
            ...(entry["textOutput"] !== undefined && { textOutput: price("textOutput") }),
            ...(entry["text"] !== undefined && { text: price("text") }),
          },
        });
      } else if (perUnit !== undefined) {
        units.set(key, { unit: perUnit, price: price("price") });
      }
    }
    const isAdded = count() > before.count || faults.length > before.faults;
    if (!isAdded) fault("this price is in the file twice");
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return { date: list.date, units, carriage, serviceMessages };
}

function isBilled(kind: string): kind is BilledKind {
  return UNITS.get(kind)?.includes("message") === false;
}

interface RawList {
  readonly date: string;
  readonly prices: readonly Readonly<Record<string, unknown>>[];
}

function parse(text: string, file: string): RawList {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace("JSON Parse error: ", "") : "";
    throw new ConfigError([`${file} is no JSON: line ${lineOfJsonFault(text)}: ${why}`], { cause });
  }
  const { date = "", prices } = isRecord(value) ? value : {};
  const isDay = typeof date === "string" && /^(?:\d{4}-\d\d-\d\d)?$/.test(date);
  // Of another date the age would not be known, nor warned of.
  if (!isDay || (date !== "" && Number.isNaN(Date.parse(date)))) {
    throw new ConfigError([`${file}: "date" must be a day such as 2026-11-30`]);
  }
  if (!Array.isArray(prices) || !prices.every(isRecord)) {
    throw new ConfigError([`${file} must hold {"prices": [{…}, …]}: see docs/costs.md`]);
  }
  return { date, prices };
}

/** Returns the line on which each object within the list of prices begins. */
function linesOfEntries(text: string): number[] {
  const lines: number[] = [];
  const begin = text.indexOf("[", text.indexOf('"prices"'));
  let [line, depth, isText] = [text.slice(0, begin).split("\n").length, 0, false];
  for (let index = begin; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\n") line += 1;
    else if (isText && character === "\\") index += 1;
    else if (character === '"') isText = !isText;
    else if (!isText && character === "{") {
      if (depth === 0) lines.push(line);
      depth += 1;
    } else if (!isText && character === "}") depth -= 1;
  }
  return lines;
}
