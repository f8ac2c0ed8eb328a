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

/** Returns a function that names the day of a time (milliseconds UTC) in a zone: `2026-11-22`. */
export function createDayNamer(timeZone: string): (at: number) => string {
  let format: Intl.DateTimeFormat | null = null;
  return (at) => {
    format ??= new Intl.DateTimeFormat("en-CA", { timeZone });
    return format.format(at);
  };
}

/** Returns the start of the day or the month of `now` in a time zone; both are milliseconds UTC. */
export function startOf(period: "day" | "month", now: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const first = period === "day" ? local : local.with({ day: 1 });
  return first.startOfDay().epochMilliseconds;
}
