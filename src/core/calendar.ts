/**
 * Returns a function that describes a time (milliseconds UTC) as a model understands it: weekday,
 * date, time and time zone. The formatter is created at its first use, because creating it would
 * slow the start.
 */
export function createTimeDescriber(timeZone: string): (at: number) => string {
  let format: Intl.DateTimeFormat | null = null;
  return (at) => {
    format ??= new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    return `${format.format(at)}, ${timeZone}`;
  };
}

/** Returns the describer of each zone, `otherwise` for null: one for all users of a zone. */
export function createTimeDescriberFor(
  otherwise: string,
): (timeZone: string | null) => (at: number) => string {
  const describers = new Map<string, (at: number) => string>();
  return (timeZone) => {
    const zone = timeZone ?? otherwise;
    const describe = describers.get(zone) ?? createTimeDescriber(zone);
    describers.set(zone, describe);
    return describe;
  };
}

/**
 * Returns a function that describes a time (milliseconds UTC) to a user, such as `07:30`, or with the
 * date if that is another day than the one of `now`.
 */
export function createMomentNamer(
  language: string,
  timeZone: string,
): (at: number, now?: number) => { readonly time: string; readonly date: string | null } {
  const dayOf = createDayNamer(timeZone);
  const locale = localeOf(language);
  const time = new Intl.DateTimeFormat(locale, {
    timeZone,
    timeStyle: "short",
    hourCycle: "h23",
  });
  const date = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  return (at, now) => ({
    time: time.format(at),
    date: now !== undefined && dayOf(at) === dayOf(now) ? null : date.format(at),
  });
}

/** Returns the locale of a language: English with the day before the month, as models are told times. */
export const localeOf = (language: string): string => (language === "en" ? "en-GB" : language);

/** In every zone a day begins at such a time UTC. */
const QUARTER_MS = 15 * 60_000;

/** Returns a function that names the day of a time (milliseconds UTC) in a zone: `2026-11-22`. */
export function createDayNamer(timeZone: string): (at: number) => string {
  let format: Intl.DateTimeFormat | null = null;
  let last = { quarter: Number.NaN, day: "" };
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS);
    if (quarter !== last.quarter) {
      format ??= new Intl.DateTimeFormat("en-CA", { timeZone });
      last = { quarter, day: format.format(at) };
    }
    return last.day;
  };
}

/** Returns the start of the day or the month of `now` in a time zone; both are milliseconds UTC. */
export function startOf(period: "day" | "month", now: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const first = period === "day" ? local : local.with({ day: 1 });
  return first.startOfDay().epochMilliseconds;
}
