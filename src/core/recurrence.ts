/** The times of an event, in the wall-clock time of a user's zone. */
export interface Schedule {
  /** The local date and time from which on it happens, such as `2026-11-27T09:00:00`. */
  readonly start: string;
  /** Null if it happens once. */
  readonly repeat: "daily" | "monthly" | "yearly" | Weekdays | null;
  /** The last date on which it happens, such as `2026-12-31`; null if it never ends. */
  readonly until: string | null;
}

export interface Weekdays {
  /** Monday 1 to Sunday 7. */
  readonly weekdays: readonly number[];
  /** The one of these days in each month that is meant: 1 is the first, -1 the last; absent for all. */
  readonly week?: number;
}

export const EVERY_WEEKDAY: readonly number[] = [1, 2, 3, 4, 5];

/** Enough to find the next occurrence of whatever repeats: once a year at least. */
const MAX_DAYS_BETWEEN = 367;

/**
 * Returns the first occurrence after a moment; both are milliseconds UTC. Null if there is none.
 *
 * A day that a month lacks is its last day: the 31st is the 30th of November, 29 February is the
 * 28th. A local time that a clock change skips is that much later (02:30 becomes 03:30); one that
 * it repeats is the earlier of the two.
 */
export function occurrenceAfter(
  schedule: Schedule,
  timeZone: string,
  after: number,
): number | null {
  const start = Temporal.PlainDateTime.from(schedule.start);
  const moment = Temporal.Instant.fromEpochMilliseconds(after);
  const today = moment.toZonedDateTimeISO(timeZone).toPlainDate();
  if (schedule.repeat === null) {
    const at = momentOf(start, timeZone);
    return at > after ? at : null;
  }
  // A day before: where a clock change skips midnight, an occurrence moves to the next day.
  const since = laterOf(start.toPlainDate(), today.subtract({ days: 1 }));
  for (const date of datesOf(schedule, since)) {
    const at = momentOf(date.toPlainDateTime(start.toPlainTime()), timeZone);
    if (at > after) return at;
  }
  return null;
}

/** Returns the moment of a local time, such as `2026-11-27T09:00:00`, as `occurrenceAfter` does. */
export function momentOf(local: string | Temporal.PlainDateTime, timeZone: string): number {
  const disambiguation = "compatible";
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation })
    .epochMilliseconds;
}

/** Returns the local time of a moment, such as `2026-11-27T09:00:00`. */
export function localTimeOf(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: "second" });
}

/** Returns the date of the last of so many occurrences from a date on, at least one. */
export function dateOfLast(
  schedule: Schedule,
  times: number,
  since = Temporal.PlainDateTime.from(schedule.start).toPlainDate(),
): string {
  let date = since;
  if (schedule.repeat === null) return date.toString();
  let left = times;
  while (left > 0) {
    const next = datesOf({ ...schedule, until: null }, date).next();
    if (next.done === true) break;
    left -= 1;
    date = left === 0 ? next.value : next.value.add({ days: 1 });
  }
  return date.toString();
}

/** Returns the dates on which it happens from a date on, until it ends or a year has none. */
function* datesOf(schedule: Schedule, since: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const start = Temporal.PlainDateTime.from(schedule.start).toPlainDate();
  const until = schedule.until === null ? null : Temporal.PlainDate.from(schedule.until);
  let date = since;
  for (let days = 0; days <= MAX_DAYS_BETWEEN; days += 1) {
    if (until !== null && Temporal.PlainDate.compare(date, until) > 0) return;
    if (happensOn(date, schedule.repeat, start)) {
      yield date;
      days = 0;
    }
    date = date.add({ days: 1 });
  }
}

function happensOn(
  date: Temporal.PlainDate,
  repeat: Schedule["repeat"],
  start: Temporal.PlainDate,
): boolean {
  const isSameDay = date.day === Math.min(start.day, date.daysInMonth);
  switch (repeat) {
    case null:
      return date.equals(start);
    case "daily":
      return true;
    case "monthly":
      return isSameDay;
    case "yearly":
      return date.month === start.month && isSameDay;
    default:
      return repeat.weekdays.includes(date.dayOfWeek) && isInWeek(date, repeat.week);
  }
}

function isInWeek({ day, daysInMonth }: Temporal.PlainDate, week: Weekdays["week"]): boolean {
  if (week === undefined) return true;
  return week === -1 ? day + 7 > daysInMonth : Math.ceil(day / 7) === week;
}

function laterOf(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) > 0 ? a : b;
}
