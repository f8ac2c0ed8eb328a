import {
  dateOfLast,
  EVERY_WEEKDAY,
  localTimeOf,
  momentOf,
  occurrenceAfter,
  type Schedule,
} from "../../../core/recurrence.ts";
import { cleanText } from "../../../text/clean-text.ts";

export type Args = Readonly<Record<string, unknown>>;

/** A reminder as the model asked for it, or the reason why it cannot be. */
export type ReadReminder =
  | {
      readonly text: string;
      readonly schedule: Schedule | null;
      readonly dueAt: number;
      readonly timeZone: string | null;
    }
  | { readonly refusal: string };

/** In UTF-16 units. */
const MAX_TEXT_LENGTH = 500;
const MAX_TIMES = 366;
const MINUTE_MS = 60_000;
const MAX_YEARS = 10;
const MAX_MINUTES = MAX_YEARS * 366 * 24 * 60;
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The parameters that say what and when, for the tools that take them. */
export const REMINDER_PARAMETERS = {
  text: {
    type: "string",
    description: "What to remind of, in the user's language: “call the dentist”.",
  },
  date: {
    type: "string",
    description: "YYYY-MM-DD; the first one if it repeats. Left out, the next day that fits.",
  },
  time: { type: "string", description: "HH:MM of 24 hours." },
  in_minutes: {
    type: "integer",
    description: "In place of date and time, for “in two hours”.",
  },
  repeat: {
    type: "string",
    enum: ["once", "daily", "weekdays", "weekly", "monthly", "yearly"],
    description: "weekdays: Monday to Friday.",
  },
  weekdays: {
    type: "array",
    items: { type: "string", enum: WEEKDAYS },
    description: "With weekly, or with monthly and week: on which days.",
  },
  week: {
    type: "integer",
    enum: [1, 2, 3, 4, -1],
    description: "With monthly and weekdays: 1 is the first such day of a month, -1 the last.",
  },
  until: { type: "string", description: "With repeat: the last date, or “none”." },
  times: { type: "integer", description: "With repeat: how many times in all." },
} as const;

const NUMBERS = new Set(["number", "in_minutes", "times", "week"]);

/**
 * Returns the arguments without those that say nothing: some models fill in every parameter, with null,
 * an empty text or list, or 0. Numbers may be written as texts.
 */
export function givenArgs(args: Args): Args {
  const isEmpty = (value: unknown) =>
    value === null || value === "" || (Array.isArray(value) && value.length === 0);
  const asNumber = (value: unknown) =>
    typeof value === "string" && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
  return Object.fromEntries(
    Object.entries(args)
      .map(([name, value]) => [name, NUMBERS.has(name) ? asNumber(value) : value] as const)
      .filter(([name, value]) => !isEmpty(value) && !(NUMBERS.has(name) && value === 0)),
  );
}

/** Reads what a model asks for, as `givenArgs` leaves it; `before` is what a reminder was until now. */
export function readReminder(
  args: Args,
  { timeZone, now }: { readonly timeZone: string | null; readonly now: number },
  before: {
    readonly text: string;
    readonly schedule: Schedule | null;
    readonly dueAt: number;
  } | null,
): ReadReminder {
  const text = typeof args["text"] === "string" ? cleanText(args["text"]).trim() : before?.text;
  if (text === undefined || text === "") return refuse("text is missing");
  if (text.length > MAX_TEXT_LENGTH)
    return refuse(`text is longer than ${MAX_TEXT_LENGTH} characters`);
  const minutes = args["in_minutes"];
  if (minutes !== undefined) {
    if (!isWhole(minutes, 1, MAX_MINUTES)) return refuse("in_minutes is not a number of minutes");
    if (args["weekdays"] !== undefined || (args["repeat"] ?? "once") !== "once") {
      return refuse("in_minutes is for once; what repeats needs a time");
    }
    return { text, schedule: null, dueAt: now + minutes * MINUTE_MS, timeZone: null };
  }
  const isWhenKept = ["date", "time", "repeat", "weekdays", "week", "until", "times"].every(
    (name) => args[name] === undefined,
  );
  if (before !== null && isWhenKept) {
    return { text, schedule: before.schedule, dueAt: before.dueAt, timeZone: null };
  }
  if (timeZone === null) {
    return {
      refusal:
        "Nothing is set yet: the user's time zone is not known. It takes the city where the user is, and then set_time_zone before this is called again.",
    };
  }
  const read = readSchedule(args, { timeZone, now }, before);
  if ("refusal" in read) return read;
  const dueAt = occurrenceAfter(read, timeZone, now);
  if (dueAt === null) {
    return refuse(`that has passed: the user's local time is ${localTimeOf(now, timeZone)}`);
  }
  return { text, schedule: read, dueAt, timeZone };
}

function readSchedule(
  args: Args,
  { timeZone, now }: { readonly timeZone: string; readonly now: number },
  before: { readonly schedule: Schedule | null; readonly dueAt: number } | null,
): Schedule | { readonly refusal: string } {
  const isOnce = args["repeat"] === "once";
  const next = before === null ? null : localTimeOf(before.dueAt, timeZone);
  const old = before?.schedule?.start ?? next;
  const time = readTime(args["time"] ?? old?.slice(11, 16));
  if (time === null) return refuse("time is not HH:MM, or is missing");
  const given =
    args["date"] ?? (isOnce ? next : old)?.slice(0, 10) ?? nextDate(time, timeZone, now);
  const date = readDate(given);
  if (date === null) return refuse("date is no date as YYYY-MM-DD");
  const start = date.toPlainDateTime(time).toString({ smallestUnit: "second" });
  const years = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO("UTC").year;
  if (date.year > years + MAX_YEARS) return refuse(`that is more than ${MAX_YEARS} years ahead`);
  const repeat = readRepeat(args, date, before?.schedule?.repeat ?? null);
  if (typeof repeat === "object" && repeat !== null && "refusal" in repeat) return repeat;
  const schedule = { start, repeat, until: null };
  if (repeat === null) return schedule;
  const { times } = args;
  const first = occurrenceAfter(schedule, timeZone, now);
  if (times !== undefined && first !== null) {
    if (!isWhole(times, 1, MAX_TIMES)) return refuse(`times is not between 1 and ${MAX_TIMES}`);
    // One that is past already is not one of them.
    const since = Temporal.PlainDateTime.from(localTimeOf(first, timeZone)).toPlainDate();
    return { ...schedule, until: dateOfLast(schedule, times, since) };
  }
  const end = args["until"] ?? before?.schedule?.until ?? "none";
  if (end === "none") return schedule;
  const until = readDate(end);
  return until === null
    ? refuse("until is no date as YYYY-MM-DD")
    : { ...schedule, until: until.toString() };
}

/** Reads how it repeats. */
function readRepeat(
  args: Args,
  date: Temporal.PlainDate,
  before: Schedule["repeat"],
): Schedule["repeat"] | { readonly refusal: string } {
  const { repeat, week } = args;
  const named: readonly unknown[] = [args["weekdays"] ?? []].flat();
  const days = named.map((one) => 1 + WEEKDAYS.indexOf(String(one).toLowerCase()));
  if (days.includes(0)) return refuse("weekdays are none of the words allowed");
  const weekdays = [...new Set(days)].toSorted((a, b) => a - b);
  const isNamed = weekdays.length > 0;
  switch (repeat ?? (isNamed ? "weekly" : null)) {
    case null:
      return before;
    case "once":
      return isNamed && args["date"] === undefined
        ? refuse("weekdays are for what repeats; once needs a date")
        : null;
    case "daily":
      return isNamed ? { weekdays } : "daily";
    case "weekdays":
      return { weekdays: isNamed ? weekdays : EVERY_WEEKDAY };
    case "weekly":
      return { weekdays: isNamed ? weekdays : [date.dayOfWeek] };
    case "monthly":
      if (!isNamed) return "monthly";
      if (week !== -1 && !isWhole(week, 1, 4)) return refuse("monthly weekdays need their week");
      return { weekdays, week };
    case "yearly":
      return isNamed ? refuse("yearly is by date, not by weekdays") : "yearly";
    default:
      return refuse("repeat is none of the words allowed");
  }
}

/** Returns today's date in a zone, or tomorrow's if the time has passed. */
function nextDate(time: Temporal.PlainTime, timeZone: string, now: number): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const isAhead = momentOf(today.toPlainDateTime(time), timeZone) > now;
  return (isAhead ? today : today.add({ days: 1 })).toString();
}

function readDate(text: unknown): Temporal.PlainDate | null {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  return orNull(() => Temporal.PlainDate.from(text, { overflow: "reject" }));
}

function readTime(text: unknown): Temporal.PlainTime | null {
  if (typeof text !== "string") return null;
  const [, hour, minute] = /^(\d{1,2}):(\d\d)(?::\d\d)?$/.exec(text) ?? [];
  if (hour === undefined) return null;
  const fields = { hour: Number(hour), minute: Number(minute) };
  return orNull(() => Temporal.PlainTime.from(fields, { overflow: "reject" }));
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

const refuse = (why: string) => ({ refusal: `Nothing is set: ${why}.` });
