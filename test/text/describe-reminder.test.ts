import { expect, test } from "bun:test";
import type { Weekdays } from "../../src/core/recurrence.ts";
import { createReminderDescriber } from "../../src/text/describe-reminder.ts";

test.each([
  ["en", { weekdays: [5], week: -1 }, "every month on the last Friday, 09:00"],
  ["es", { weekdays: [2], week: 2 }, "cada mes el segundo martes, 09:00"],
  ["pt", { weekdays: [5], week: -1 }, "todo mês na última sexta-feira, 09:00"],
  ["pt", { weekdays: [6], week: 1 }, "todo mês no primeiro sábado, 09:00"],
  ["pt", { weekdays: [6] }, "todo sábado, 09:00"],
  ["pt", { weekdays: [1, 6] }, "toda segunda-feira e sábado, 09:00"],
] satisfies ["en" | "es" | "pt", Weekdays, string][])(
  "a user reads in their language on which days a reminder repeats: %s, %j",
  (language, repeat, described) => {
    const schedule = { start: "2026-11-27T09:00:00", repeat, until: null };
    const describe = createReminderDescriber(language, "UTC");
    expect(describe({ schedule, dueAt: Date.UTC(2026, 10, 27, 9), missedAt: null })).toBe(
      described,
    );
  },
);
