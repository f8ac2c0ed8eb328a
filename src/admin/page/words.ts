import { nameOfSender } from "../../core/name-of-sender.ts";
import { upperFirst } from "../../core/upper-first.ts";
import type { UserItem } from "../wire.ts";

const NANO = 1_000_000_000;

const WHOLE = dollars(0);
const CENTS = dollars(2);

function dollars(digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(undefined, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Formats an amount with the digits that say something: `$0`, `$0.0042`, `$12.30`, `$4,200`. */
export function money(nanoDollars: number): string {
  const amount = nanoDollars / NANO;
  if (amount === 0) return WHOLE.format(0);
  const size = Math.abs(amount);
  if (size >= 1_000) return WHOLE.format(amount);
  if (size >= 0.1) return CENTS.format(amount);
  // Two significant digits, down to a millionth of a dollar.
  const digits = Math.min(6, 1 - Math.floor(Math.log10(size)));
  return size < 0.000001 ? `< ${dollars(6).format(0.000001)}` : dollars(digits).format(amount);
}

/** Returns what a field of dollars shows; empty for null. */
export function toDollars(nanoDollars: number | null): string {
  // As a string, a small number would have an exponent.
  return nanoDollars === null ? "" : (nanoDollars / NANO).toFixed(9).replace(/\.?0+$/, "");
}

const MAX_DOLLARS = 1_000_000;

/**
 * Reads a field of dollars, with a comma before one or two digits, as the bot's /budget does; null
 * if it is empty, NaN if it is no amount that a user can have.
 */
export function fromDollars(text: string): number | null {
  const plain = text
    .trim()
    .replace(/^\$/, "")
    .replace(/,(\d{1,2})$/, ".$1");
  if (plain === "") return null;
  const isAmount = /^\d+(\.\d{1,9})?$/.test(plain) && Number(plain) <= MAX_DOLLARS;
  return isAmount ? Math.round(Number(plain) * NANO) : Number.NaN;
}

const COUNT = new Intl.NumberFormat();

/** Formats a number of things: `1 message`, `2,400 messages`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${COUNT.format(amount)} ${amount === 1 ? one : many}`;
}

export function number(amount: number): string {
  return COUNT.format(amount);
}

/** Formats a share of a whole: `12%`, `<1%`. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0%";
  const share = (part / whole) * 100;
  return share < 1
    ? "<1%"
    : `${share >= 99.95 || share < 99 ? Math.round(share) : share.toFixed(1)}%`;
}

/** Returns the address without its scheme. */
export function bareAddress(address: string): string {
  return address.slice(address.indexOf(":") + 1);
}

/** Returns the name of a user, or their address if they have none. */
export function nameOf(user: Pick<UserItem, "name" | "address">): string {
  return user.name?.trim() || bareAddress(user.address);
}

/** Returns who sent a message from here or over the API, as this owner reads it; null is the bot. */
export function senderOf(writtenBy: string | null, actor: string): string {
  if (writtenBy === null) return "Bot";
  return writtenBy === actor ? "You" : upperFirst(nameOfSender(writtenBy));
}
