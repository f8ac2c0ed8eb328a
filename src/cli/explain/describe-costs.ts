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
  const used = Object.entries(Object(JSON.parse(units))).map(
    ([name, amount]) => `${String(amount)} ${name}`,
  );
  const guess = isEstimated ? ", estimated" : "";
  return `${formatDollars(nanoDollars)} ${kind}, ${provider} ${model}: ${used.join(", ")}${guess}`;
}
