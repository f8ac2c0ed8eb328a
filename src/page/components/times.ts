const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

/** Returns the time of day in the form that a chat shows. */
export function clockTime(at: number): string {
  return CLOCK.format(at);
}

/** Returns the day in the form that a chat shows between messages. */
export function dayName(at: number): string {
  const [day, today] = [new Date(at), new Date()];
  if (day.toDateString() === today.toDateString()) return "Today";
  return (day.getFullYear() === today.getFullYear() ? DAY : DAY_OF_YEAR).format(at);
}

/** Formats a duration: `12 ms`, `1.2 s`, `3 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** Formats minutes and seconds like a player. */
export function playTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return "0:00";
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
