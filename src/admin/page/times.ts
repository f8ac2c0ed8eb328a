import { useEffect, useState } from "preact/hooks";
import { clockTime } from "../../page/components/times.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const EXACT_CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const DATE_OF_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "always", style: "short" });
// The days of the API are dates without a zone.
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });

export const fullTime = (at: number): string => FULL.format(at);
export const shortTime = (at: number): string => SHORT.format(at);
export const exactClock = (at: number): string => EXACT_CLOCK.format(at);
export const dayOfBar = (day: string): string => DAY.format(Date.parse(`${day}T00:00:00Z`));

/** Formats a date of the API, such as 2026-10-28; returns another text as it is. */
export function dateOf(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? DATE_OF_YEAR.format(new Date(`${day}T12:00`)) : day;
}

/** Formats a time near now: `5 min. ago`, `in 2 hr.`; a date if it is days away. */
export function near(at: number, now: number): string {
  const ms = at - now;
  const size = Math.abs(ms);
  if (size < MINUTE_MS) return ms <= 0 ? "just now" : "in a moment";
  if (size < HOUR_MS) return RELATIVE.format(Math.trunc(ms / MINUTE_MS), "minute");
  if (size < DAY_MS) return RELATIVE.format(Math.trunc(ms / HOUR_MS), "hour");
  if (size < 7 * DAY_MS) return RELATIVE.format(Math.trunc(ms / DAY_MS), "day");
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? DATE : DATE_OF_YEAR).format(at);
}

/** Formats the time of the last message as a list of chats shows it. */
export function listTime(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  if (isToday) return clockTime(at);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? DATE : DATE_OF_YEAR).format(at);
}

/** Returns the time, and renders again after each interval. */
export function useNow(intervalMs = 30_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
