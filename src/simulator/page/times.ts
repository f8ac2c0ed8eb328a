const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** The time of day as a chat shows it. */
export function clockTime(at: number): string {
  return CLOCK.format(at);
}

/** The day as a chat names it between messages. */
export function dayName(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? "Today" : DAY.format(at);
}

/** A length of time, short: `12 ms`, `1.2 s`, `3 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** Minutes and seconds, as a player shows them. */
export function playTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return "0:00";
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
