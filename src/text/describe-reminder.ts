import { createMomentNamer, localeOf } from "../core/calendar.ts";
import type { Language } from "../core/language.ts";
import { EVERY_WEEKDAY, type Schedule, type Weekdays } from "../core/recurrence.ts";
import { reminderWords } from "./reminder-words.ts";

interface Described {
  readonly schedule: Schedule | null;
  readonly dueAt: number | null;
  readonly missedAt: number | null;
}

/** 2 January 2023 was a Monday. */
const weekdayAt = (weekday: number) => Date.UTC(2023, 0, 1 + weekday);

/**
 * Creates the function that describes when reminders are due, in a user's language and zone, such as
 * `Fri 27 Nov, 09:00` or `Monday to Friday, 07:30`.
 */
export function createReminderDescriber(
  language: Language,
  timeZone: string,
): (reminder: Described) => string {
  const words = reminderWords[language];
  const nameMoment = createMomentNamer(language, timeZone);
  const locale = localeOf(language);
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  const dates = { timeZone: "UTC", day: "numeric", month: "long" } as const;
  const dayAndMonth = new Intl.DateTimeFormat(locale, dates);
  const day = new Intl.DateTimeFormat(locale, { ...dates, year: "numeric" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });

  function describeRepeat({ start, repeat }: Schedule): string | null {
    const { day: dayOfMonth } = Temporal.PlainDateTime.from(start);
    switch (repeat) {
      case null:
        return null;
      case "daily":
        return words.daily;
      case "monthly":
        return words.monthly(dayOfMonth);
      case "yearly":
        return words.yearly(dayAndMonth.format(Date.parse(`${start.slice(0, 10)}T00:00Z`)));
      default:
        return describeWeekdays(repeat);
    }
  }

  function describeWeekdays({ weekdays: numbers, week }: Weekdays): string {
    const days = list.format(numbers.map((one) => weekdays.format(weekdayAt(one))));
    const [firstDay = 1] = numbers;
    if (week !== undefined) return words.ofMonth(week, days, firstDay);
    if (Bun.deepEquals(numbers, EVERY_WEEKDAY)) return words.everyWeekday;
    return words.weekly(days, firstDay);
  }

  return ({ schedule, dueAt, missedAt }) => {
    const at = dueAt ?? missedAt;
    const { date, time } = at === null ? { date: null, time: "" } : nameMoment(at);
    const repeat = schedule === null ? null : describeRepeat(schedule);
    const until = schedule?.until ?? null;
    return [
      repeat ?? date,
      // A clock change may move one occurrence, and not the others.
      repeat === null || schedule === null ? time : schedule.start.slice(11, 16),
      until === null || repeat === null
        ? null
        : words.until(day.format(Date.parse(`${until}T00:00Z`))),
      missedAt === null ? null : words.waiting,
    ]
      .filter((one) => one !== null && one !== "")
      .join(", ");
  };
}
