/**
 * Puts moments into words as a model understands them: weekday, date, time and time zone. To make
 * the format costs more than to use it.
 */
export function momentsIn(timezone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (at) => `${format.format(at)}, ${timezone}`;
}

/** The day in that time zone, such as `2026-11-22`. */
export function dayOf(at: number, timezone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(at);
}
