import { countryOfNumber } from "./whatsapp-address.ts";
import type { Identity } from "./message.ts";
import { addressesOf, bareAddress } from "./user-address.ts";

/** Zones that name a country better than the first of those with the same clock does. */
const PREFERRED: Readonly<Record<string, string>> = {
  AR: "America/Argentina/Buenos_Aires",
  AX: "Europe/Helsinki",
  CY: "Asia/Nicosia",
  GG: "Europe/London",
  IM: "Europe/London",
  JE: "Europe/London",
  MH: "Pacific/Majuro",
  SJ: "Europe/Oslo",
  UZ: "Asia/Tashkent",
  VA: "Europe/Rome",
};

/** Clocks are compared at the beginnings of these months: each change of a year is between two. */
const COMPARED_FROM = Date.UTC(2027, 0);
const MONTHS_COMPARED = 13;
const MONTH_MS = 30 * 24 * 60 * 60_000;

/** By country; not computed again, because it never changes while the program runs. */
const known = new Map<string, string | null>();

/**
 * Returns the time zone of a user: the one that they chose, or that of their number's country or
 * their username's; null if that country has several.
 */
export function timeZoneOf(user: {
  readonly identity: Identity;
  readonly timeZone: string | null;
}): string | null {
  if (user.timeZone !== null) return user.timeZone;
  for (const address of addressesOf(user.identity)) {
    const bare = bareAddress(address);
    const country = /^([A-Z]{2})\./.exec(bare)?.[1] ?? countryOfNumber(bare);
    const zone = country === null ? null : zoneOfCountry(country);
    if (zone !== null) return zone;
  }
  return null;
}

/** Returns the zone of a country all of whose zones have the same clock; null if there is none. */
export function zoneOfCountry(country: string): string | null {
  const found = known.get(country);
  if (found !== undefined) return found;
  const [first = null, ...others] = zonesIn(country);
  const isOne = first !== null && others.every((other) => hasSameClock(other, first));
  const zone = isOne ? (PREFERRED[country] ?? first) : null;
  known.set(country, zone);
  return zone;
}

/** Returns the zones of a country in the order of their names; none if there is no such country. */
export function zonesIn(country: string): readonly string[] {
  try {
    return new Intl.Locale(`und-${country}`).getTimeZones() ?? [];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Returns whether the clocks of two zones show the same all year. */
export const hasSameClock = (one: string, other: string) => clockOf(one) === clockOf(other);

/** Returns what tells the clock of a zone from others: its offsets in the months of a year. */
function clockOf(zone: string): string {
  return Array.from({ length: MONTHS_COMPARED }, (_, month) => {
    const at = Temporal.Instant.fromEpochMilliseconds(COMPARED_FROM + month * MONTH_MS);
    return at.toZonedDateTimeISO(zone).offset;
  }).join(" ");
}

/**
 * Returns the name of a time zone as it is stored: an IANA name in any case, or an offset such as
 * `UTC+2`. Null if it is neither.
 */
export function readTimeZone(text: string): string | null {
  const [, sign, hours, minutes = "00"] =
    /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(text.replace("−", "-")) ?? [];
  const name = sign === undefined ? text : `${sign}${hours?.padStart(2, "0")}:${minutes}`;
  if (sign === undefined && !/^[a-z][a-z0-9_+/-]*$/i.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
