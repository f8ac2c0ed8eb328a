import { describe, expect, test } from "bun:test";
import {
  dateOfLast,
  EVERY_WEEKDAY,
  localTimeOf,
  momentOf,
  occurrenceAfter,
  type Schedule,
} from "../../src/core/recurrence.ts";

/** Returns so many occurrences after a local time, as ISO writes them in UTC. */
function occurrences(schedule: Schedule, zone: string, after: string, count: number): string[] {
  let at: number | null = momentOf(after, zone);
  const found: string[] = [];
  while (found.length < count && at !== null) {
    at = occurrenceAfter(schedule, zone, at);
    found.push(at === null ? "none" : new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

const daily = (time: string): Schedule => ({
  start: `2026-01-01T${time}:00`,
  repeat: "daily",
  until: null,
});

describe("a reminder of every day keeps its local time when the clocks change", () => {
  // Each row: the zone, the local time, the day before the change, and then three days in UTC.
  test.each([
    // 29 March 2026, 02:00 → 03:00: half past two does not exist, and is half past three.
    ["Europe/Berlin", "02:30", "2026-03-28T00:00", ["28T01:30", "29T01:30", "30T00:30"]],
    ["Europe/Berlin", "01:59", "2026-03-28T00:00", ["28T00:59", "29T00:59", "29T23:59"]],
    ["Europe/Berlin", "09:00", "2026-03-28T00:00", ["28T08:00", "29T07:00", "30T07:00"]],
    // 25 October 2026, 03:00 → 02:00: half past two comes twice, and the first counts.
    ["Europe/Berlin", "02:30", "2026-10-24T00:00", ["24T00:30", "25T00:30", "26T01:30"]],
    ["Europe/Berlin", "03:00", "2026-10-24T00:00", ["24T01:00", "25T02:00", "26T02:00"]],
    // 8 March 2026, 02:00 → 03:00, and 1 November 2026, 02:00 → 01:00.
    ["America/New_York", "02:30", "2026-03-07T00:00", ["07T07:30", "08T07:30", "09T06:30"]],
    ["America/New_York", "01:30", "2026-10-31T00:00", ["31T05:30", "01T05:30", "02T06:30"]],
    ["America/New_York", "09:00", "2026-10-31T00:00", ["31T13:00", "01T14:00", "02T14:00"]],
    // By half an hour: 4 October 2026, 02:00 → 02:30, and 5 April 2026, 02:00 → 01:30.
    ["Australia/Lord_Howe", "02:10", "2026-10-03T00:00", ["02T15:40", "03T15:40", "04T15:10"]],
    ["Australia/Lord_Howe", "01:45", "2026-04-04T00:00", ["03T14:45", "04T14:45", "05T15:15"]],
    // Ramadan: 15 February 2026, 03:00 → 02:00, and 22 March 2026, 02:00 → 03:00.
    ["Africa/Casablanca", "02:30", "2026-02-14T00:00", ["14T01:30", "15T01:30", "16T02:30"]],
    ["Africa/Casablanca", "02:30", "2026-03-21T00:00", ["21T02:30", "22T02:30", "23T01:30"]],
    // Its clocks changed at midnight until 2019, and no more.
    ["America/Sao_Paulo", "00:00", "2018-11-02T12:00", ["03T03:00", "04T03:00", "05T02:00"]],
    ["America/Sao_Paulo", "00:00", "2026-11-02T12:00", ["03T03:00", "04T03:00", "05T03:00"]],
  ])("%s, %s from %s", (zone, time, from, expected) => {
    const start = { ...daily(time), start: `2018-01-01T${time}:00` };
    const found = occurrences(start, zone, from, 3);
    expect(found.map((one) => one.slice(8))).toEqual(expected);
  });

  test("what is set for a time that does not exist is that much later, for one that comes twice the first", () => {
    const local = (at: string, zone: string) => localTimeOf(momentOf(at, zone), zone);
    expect(local("2026-03-29T02:30:00", "Europe/Berlin")).toBe("2026-03-29T03:30:00");
    expect(local("2026-03-08T02:00:00", "America/New_York")).toBe("2026-03-08T03:00:00");
    expect(local("2026-10-04T02:10:00", "Australia/Lord_Howe")).toBe("2026-10-04T02:40:00");
    expect(local("2018-11-04T00:00:00", "America/Sao_Paulo")).toBe("2018-11-04T01:00:00");
    const twice = momentOf("2026-10-25T02:30:00", "Europe/Berlin");
    expect(new Date(twice).toISOString()).toBe("2026-10-25T00:30:00.000Z");
  });

  test("a day whose midnight does not exist has its midnight reminder, and once", () => {
    const midnight = { ...daily("00:00"), start: "2018-11-01T00:00:00" };
    const found = occurrences(midnight, "America/Sao_Paulo", "2018-11-03T23:00", 3);
    expect(found).toEqual(["2018-11-04T03:00", "2018-11-05T02:00", "2018-11-06T02:00"]);
  });
});

describe("a repeated reminder is due", () => {
  const dates = (schedule: Schedule, after: string, count: number) =>
    occurrences(schedule, "UTC", after, count).map((one) => one.slice(0, 10));
  const from = (start: string, repeat: Schedule["repeat"], until: string | null = null) => ({
    start: `${start}T07:30:00`,
    repeat,
    until,
  });

  test("from Monday to Friday", () => {
    expect(dates(from("2026-11-20", { weekdays: EVERY_WEEKDAY }), "2026-11-19T12:00", 4)).toEqual([
      "2026-11-20",
      "2026-11-23",
      "2026-11-24",
      "2026-11-25",
    ]);
  });

  test("on chosen weekdays, none before its first date", () => {
    const schedule = from("2026-11-24", { weekdays: [1, 4] });
    expect(dates(schedule, "2026-11-01T00:00", 3)).toEqual([
      "2026-11-26",
      "2026-11-30",
      "2026-12-03",
    ]);
  });

  test("every month, on the last day of a month that is too short", () => {
    const schedule = from("2027-12-31", "monthly");
    expect(dates(schedule, "2027-12-01T00:00", 6)).toEqual([
      "2027-12-31",
      "2028-01-31",
      "2028-02-29",
      "2028-03-31",
      "2028-04-30",
      "2028-05-31",
    ]);
  });

  test("every month on one of its weekdays, counted from its beginning or its end", () => {
    const lastFriday = from("2026-11-01", { weekdays: [5], week: -1 });
    expect(dates(lastFriday, "2026-11-01T00:00", 4)).toEqual([
      "2026-11-27",
      "2026-12-25",
      "2027-01-29",
      "2027-02-26",
    ]);
    const secondTuesday = from("2026-11-10", { weekdays: [2], week: 2 });
    expect(dates(secondTuesday, "2026-11-10T12:00", 3)).toEqual([
      "2026-12-08",
      "2027-01-12",
      "2027-02-09",
    ]);
    expect(dateOfLast(lastFriday, 3)).toBe("2027-01-29");
  });

  test("every year, on 28 February where there is no 29th", () => {
    expect(dates(from("2028-02-29", "yearly"), "2028-01-01T00:00", 5)).toEqual([
      "2028-02-29",
      "2029-02-28",
      "2030-02-28",
      "2031-02-28",
      "2032-02-29",
    ]);
  });

  test("until its last date, and so many times", () => {
    const schedule = from("2026-11-22", "daily", "2026-11-24");
    expect(dates(schedule, "2026-11-22T00:00", 4)).toEqual([
      "2026-11-22",
      "2026-11-23",
      "2026-11-24",
      "none",
    ]);
    expect(dateOfLast(from("2026-11-22", "daily"), 3)).toBe("2026-11-24");
    expect(dateOfLast(from("2026-11-21", { weekdays: EVERY_WEEKDAY }), 6)).toBe("2026-11-30");
    expect(dateOfLast(from("2028-02-29", "yearly"), 2)).toBe("2029-02-28");
    expect(dateOfLast(from("2026-01-31", "monthly"), 1)).toBe("2026-01-31");
  });

  test("once, and not again", () => {
    const schedule = from("2026-11-27", null);
    expect(dates(schedule, "2026-11-20T00:00", 2)).toEqual(["2026-11-27", "none"]);
  });
});
