const NANO = 1_000_000_000n;

/** Formats nano-dollars as dollars, with as many digits as a small amount needs: `$0.00042`, `$12.30`. */
export function formatDollars(nanoDollars: bigint): string {
  if (nanoDollars === 0n) return "$0.00";
  const sign = nanoDollars < 0n ? "-" : "";
  const amount = nanoDollars < 0n ? -nanoDollars : nanoDollars;
  const digits = amount >= NANO ? 2 : amount >= NANO / 100n ? 4 : 6;
  const step = 10n ** BigInt(9 - digits);
  const rounded = (amount + step / 2n) / step;
  const whole = rounded / 10n ** BigInt(digits);
  const part = String(rounded % 10n ** BigInt(digits)).padStart(digits, "0");
  return `${sign}$${whole}.${part}`;
}

/** Formats nano-dollars in the style of a language: `US$ 0,0042`. */
export function formatMoney(nanoDollars: bigint, locale: string): string {
  const dollars = Number(nanoDollars) / 1e9;
  const digits = dollars >= 1 || dollars === 0 ? 2 : 4;
  return dollars.toLocaleString(locale, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
