/** When the day or the month of `now` began in a time zone, in milliseconds UTC. */
export function startOf(period: "day" | "month", now: number, timeZone: string): number {
  const local = new Date(now + offsetAt(now, timeZone));
  const day = period === "day" ? local.getUTCDate() : 1;
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), day);
  // Twice: where the clocks were set since then, now's offset leads to the wrong side of midnight.
  const nearly = midnight - offsetAt(midnight, timeZone);
  return midnight - offsetAt(nearly, timeZone);
}

/** How far a zone's clocks are ahead of UTC. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(moment / 1_000) * 1_000;
}
