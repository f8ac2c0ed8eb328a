/** The moment in words, as a model understands it: weekday, date, time and time zone. */
export function describeMoment(at: number, timezone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return `(It is ${format.format(at)}, ${timezone}.)`;
}

/** The day in that time zone, such as `2026-11-22`. */
export function dayOf(at: number, timezone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(at);
}
