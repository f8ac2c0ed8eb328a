import { expect, test } from "bun:test";
import { createDayNamer, startOf } from "../../src/core/calendar.ts";

const cases: [period: "day" | "month", now: string, zone: string, start: string][] = [
  ["day", "2026-11-22T20:15:00Z", "UTC", "2026-11-22T00:00:00Z"],
  ["month", "2026-11-22T20:15:00Z", "UTC", "2026-11-01T00:00:00Z"],
  ["day", "2026-11-22T23:30:00Z", "Europe/Berlin", "2026-11-22T23:00:00Z"],
  ["month", "2026-10-31T23:30:00Z", "Europe/Berlin", "2026-10-31T23:00:00Z"],
  ["day", "2026-11-22T03:00:00Z", "America/Los_Angeles", "2026-11-21T08:00:00Z"],
  ["day", "2026-03-29T12:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00Z"],
  ["day", "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-24T22:00:00Z"],
  ["month", "2026-03-30T12:00:00Z", "Europe/Berlin", "2026-02-28T23:00:00Z"],
  ["day", "2026-11-22T18:20:00Z", "Asia/Kolkata", "2026-11-21T18:30:00Z"],
];

test.each(cases)("the %s of %s in %s began at %s", (period, now, zone, start) => {
  expect(new Date(startOf(period, Date.parse(now), zone)).toISOString()).toBe(
    start.replace("Z", ".000Z"),
  );
});

test("a user's day ends at midnight in their zone, however often the day was asked for before", () => {
  const dayOf = createDayNamer("Asia/Kathmandu");
  const days = ["2026-11-22T18:14:59Z", "2026-11-22T18:15:00Z", "2026-11-22T18:14:00Z"];
  expect(days.map((at) => dayOf(Date.parse(at)))).toEqual([
    "2026-11-22",
    "2026-11-23",
    "2026-11-22",
  ]);
});
