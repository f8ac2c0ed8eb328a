import { formatDollars } from "../../ledger/format-money.ts";
import type { MessageCharge } from "../../store/charges.ts";

/** Returns what a message cost, in lines: the sum, and each charge with what it is for. */
export function describeCosts(charges: readonly MessageCharge[]): string[] {
  if (charges.length === 0) return [];
  const sum = charges.reduce((all, { nanoDollars }) => all + nanoDollars, 0n);
  return [`cost ${formatDollars(sum)}`, ...charges.map((charge) => `  ${describe(charge)}`)];
}

function describe({
  kind,
  provider,
  model,
  units,
  nanoDollars,
  isEstimated,
}: MessageCharge): string {
  const used = Object.entries(Object(JSON.parse(units))).flatMap(([name, amount]) =>
    amount === 0 || name === "messages" ? [] : describeUnit(name, String(amount)),
  );
  const guess = isEstimated ? ["estimated"] : [];
  const what = [`${kind}, ${provider} ${model}`, ...used, ...guess];
  return `${formatDollars(nanoDollars)} ${what.join(", ")}`;
}

/** Words a unit: `120 input tokens`, `30 cache write tokens`, `unknown country`. */
function describeUnit(name: string, amount: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (name === "searches" && amount === "1") return "1 search";
  return TOKENS.has(name) ? `${amount} ${words} tokens` : `${amount} ${words}`;
}

const TOKENS: ReadonlySet<string> = new Set(["input", "cached", "cacheWrite", "output"]);
