import { describe, expect, test } from "bun:test";
import { readReminder } from "../../../src/answer/tools/reminders/read-reminder.ts";

/** One o'clock on a Sunday in Berlin. */
const now = Date.UTC(2026, 10, 22, 12);
const inBerlin = { timeZone: "Europe/Berlin", now };

function read(args: object, before: Parameters<typeof readReminder>[2] = null): unknown {
  const found = readReminder({ text: "tea", ...args }, inBerlin, before);
  if ("refusal" in found) return found.refusal;
  const { schedule, dueAt } = found;
  const due = new Date(dueAt).toISOString().slice(0, 16);
  return schedule === null ? due : { ...schedule, due };
}

describe("what a model asks for becomes a reminder", () => {
  test.each([
    [{ in_minutes: 90 }, "2026-11-22T13:30"],
    [
      { time: "14:00" },
      { start: "2026-11-22T14:00:00", repeat: null, until: null, due: "2026-11-22T13:00" },
    ],
    [
      // Past today: tomorrow.
      { time: "9:05" },
      { start: "2026-11-23T09:05:00", repeat: null, until: null, due: "2026-11-23T08:05" },
    ],
    [
      { time: "07:30", repeat: "weekdays", times: 6 },
      {
        start: "2026-11-23T07:30:00",
        repeat: { weekdays: [1, 2, 3, 4, 5] },
        until: "2026-11-30",
        due: "2026-11-23T06:30",
      },
    ],
    [
      { date: "2026-11-25", time: "18:00", repeat: "weekly" },
      {
        start: "2026-11-25T18:00:00",
        repeat: { weekdays: [3] },
        until: null,
        due: "2026-11-25T17:00",
      },
    ],
    [
      // It began long ago: the next of its days is meant.
      { date: "2020-01-31", time: "08:00", repeat: "monthly" },
      { start: "2020-01-31T08:00:00", repeat: "monthly", until: null, due: "2026-11-30T07:00" },
    ],
    [
      // Not every day, as the one word alone would say.
      { time: "07:30", repeat: "daily", weekdays: ["monday", "Thursday"] },
      {
        start: "2026-11-23T07:30:00",
        repeat: { weekdays: [1, 4] },
        until: null,
        due: "2026-11-23T06:30",
      },
    ],
    [
      { time: "07:30", weekdays: "tuesday" },
      {
        start: "2026-11-23T07:30:00",
        repeat: { weekdays: [2] },
        until: null,
        due: "2026-11-24T06:30",
      },
    ],
    [
      // "On the last Friday of every month."
      { time: "09:00", repeat: "monthly", weekdays: ["friday"], week: -1 },
      {
        start: "2026-11-23T09:00:00",
        repeat: { weekdays: [5], week: -1 },
        until: null,
        due: "2026-11-27T08:00",
      },
    ],
    [
      // Today's time has passed: three times are three that are still to come.
      { date: "2026-11-22", time: "09:00", repeat: "daily", times: 3 },
      {
        start: "2026-11-22T09:00:00",
        repeat: "daily",
        until: "2026-11-25",
        due: "2026-11-23T08:00",
      },
    ],
  ])("%j", (args, expected) => {
    expect(read(args)).toEqual(expected);
  });

  test.each([
    [{}, "time is not HH:MM"],
    [{ time: "14:00", repeat: "hourly" }, "repeat"],
    [{ time: "14:00", repeat: "daily", times: 1_000 }, "times"],
    [{ time: "14:00", repeat: "daily", until: "soon" }, "until"],
    [{ time: "14:00", repeat: "daily", until: "2026-11-21" }, "has passed"],
    [{ in_minutes: 1.5 }, "in_minutes"],
    [{ text: 7, in_minutes: 5 }, "text is missing"],
    [{ in_minutes: 30, repeat: "daily" }, "in_minutes is for once"],
    [{ time: "14:00", repeat: "monthly", weekdays: ["friday"] }, "need their week"],
    [{ time: "14:00", repeat: "yearly", weekdays: ["friday"] }, "by date"],
    [{ time: "14:00", repeat: "once", weekdays: ["friday"] }, "once needs a date"],
  ])("or is refused: %j", (args, why) => {
    expect(String(read(args))).toContain(why);
  });

  test("what is left out of a change stays", () => {
    const schedule = {
      start: "2026-11-20T07:30:00",
      repeat: "daily",
      until: "2026-12-24",
    } as const;
    const before = { text: "tea", schedule, dueAt: Date.UTC(2026, 10, 23, 6, 30) };
    expect(read({ time: "08:00" }, before)).toEqual({
      ...schedule,
      start: "2026-11-20T08:00:00",
      due: "2026-11-23T07:00",
    });
    expect(read({ repeat: "once", date: "2026-11-24" }, before)).toMatchObject({
      start: "2026-11-24T07:30:00",
      repeat: null,
    });
    // "Only once more", "three more times" and "for ever" count from now, not from its beginning.
    expect(read({ repeat: "once" }, before)).toMatchObject({ start: "2026-11-23T07:30:00" });
    expect(read({ times: 3 }, before)).toMatchObject({ until: "2026-11-25" });
    expect(read({ until: "none" }, before)).toMatchObject({ repeat: "daily", until: null });
    expect(read({ text: "coffee" }, before)).toMatchObject({
      ...schedule,
      due: "2026-11-23T06:30",
    });
    // One in so many minutes has its local time by then.
    const timer = { text: "tea", schedule: null, dueAt: now + 60_000 };
    expect(read({ date: "2026-11-23" }, timer)).toMatchObject({ start: "2026-11-23T13:01:00" });
  });
});
