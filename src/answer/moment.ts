/**
 * Puts moments into words as a model understands them: weekday, date, time and time zone. To make
 * the format costs more than to use it, and no start has to wait for that.
 */
export function momentsIn(timezone: string): (at: number) => string {
  let format: Intl.DateTimeFormat | null = null;
  return (at) => {
    format ??= new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone,
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    return `${format.format(at)}, ${timezone}`;
  };
}

/** Tells the day of a moment in that time zone, such as `2026-11-22`. */
export function daysIn(timezone: string): (at: number) => string {
  let format: Intl.DateTimeFormat | null = null;
  return (at) => {
    format ??= new Intl.DateTimeFormat("en-CA", { timeZone: timezone });
    return format.format(at);
  };
}
