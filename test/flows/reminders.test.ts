import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ADA, BOB } from "../harness.ts";
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type ReminderSetup,
  setUpReminders,
} from "./reminder-setup.ts";

let setup: ReminderSetup;
beforeEach(async () => {
  setup = await setUpReminders();
});
afterEach(() => setup.stop());

const DENTIST = { text: "call the dentist", date: "2026-11-22", time: "14:30" };
const AMERICAN = "whatsapp:+14155550123";

describe("a reminder", () => {
  test("comes when it is due in the user's own time, once", async () => {
    const [told] = await setup.ask("remind me at half past two to call the dentist", [DENTIST]);
    expect(told).toContain("Sunday, 22 November 2026 at 14:30, Europe/Berlin");
    expect(told).not.toContain("must be told");
    await setup.passTime(89 * MINUTE_MS);
    expect(setup.news()).toEqual(["Done"]);
    await setup.passTime(MINUTE_MS);
    expect(setup.news()).toEqual(["⏰ call the dentist"]);
    await setup.passTime(DAY_MS);
    expect(setup.news()).toEqual([]);
    expect(await setup.bot.rows("SELECT id FROM reminders")).toEqual([]);
  });

  test("is understood from a model that fills in every parameter", async () => {
    const nothing = { date: "", time: null, repeat: "once", weekdays: [], until: "", times: 0 };
    await setup.ask("tea", [{ text: "tea", in_minutes: "5", number: 0, ...nothing }]);
    const call = { ...nothing, text: "call", date: "2026-11-22", time: "13:30", in_minutes: 0 };
    await setup.ask("call", [call]);
    await setup.ask("later", [{ ...nothing, text: "", number: "2", time: "14:00", repeat: "" }]);
    setup.news();
    await setup.passTime(5 * MINUTE_MS);
    expect(setup.news()).toEqual(["⏰ tea"]);
    await setup.passTime(55 * MINUTE_MS);
    expect(setup.news()).toEqual(["⏰ call"]);
    await setup.ask("tea", [{ text: "tea", in_minutes: "5" }]);
    await setup.ask("none", [{ tool: "cancel_reminder", args: { number: 0, all: "true" } }]);
    expect(await setup.bot.rows("SELECT id FROM reminders")).toEqual([]);
  });

  test("in so many minutes needs no time zone", async () => {
    await setup.ask("in five minutes: tea", [{ text: "tea", in_minutes: 5 }], AMERICAN);
    await setup.passTime(5 * MINUTE_MS);
    expect(setup.news()).toEqual(["Done", "⏰ tea"]);
  });

  test("of every weekday comes on each while the user keeps writing, until it is cancelled", async () => {
    const daily = { text: "stand up", time: "07:30", repeat: "weekdays" };
    const [told] = await setup.ask("every weekday at 7:30", [daily]);
    expect(told).toContain("It repeats: Monday to Friday, 07:30.");
    expect(told).toContain("first due on Monday, 23 November 2026 at 07:30");
    expect(told).toContain("must be told");
    expect(setup.news()).toEqual(["Done"]);
    // Sunday 13:00 to Monday 07:30, and then a day each: Saturday has none.
    await setup.passTime(18.5 * HOUR_MS);
    expect(setup.news()).toEqual(["⏰ stand up"]);
    for (const expected of [1, 1, 1, 1, 0, 0]) {
      await setup.passTime(HOUR_MS);
      await setup.ask("good morning");
      expect(setup.news()).toEqual(["Done"]);
      await setup.passTime(DAY_MS - HOUR_MS);
      expect(setup.news()).toEqual(Array.from({ length: expected }, () => "⏰ stand up"));
    }
    const [list] = await setup.ask("which are there?", [{ tool: "list_reminders", args: {} }]);
    expect(list).toContain("1. Monday to Friday, 07:30: stand up");
    await setup.ask("no more", [{ tool: "cancel_reminder", args: { number: 1 } }]);
    setup.news();
    await setup.passTime(DAY_MS);
    expect(setup.news()).toEqual([]);
  });

  test("can be changed: its time, or its text alone", async () => {
    await setup.ask("remind me", [DENTIST]);
    const [later] = await setup.ask("later", [{ number: 1, time: "16:00" }]);
    expect(later).toContain("22 November 2026 at 16:00");
    await setup.ask("no, the vet", [{ number: 1, text: "call the vet" }]);
    expect(await setup.ask("no", [{ number: 7, text: "call" }])).toEqual([
      expect.stringContaining("no reminder 7"),
    ]);
    setup.news();
    await setup.passTime(2 * HOUR_MS);
    expect(setup.news()).toEqual([]);
    await setup.passTime(HOUR_MS);
    expect(setup.news()).toEqual(["⏰ call the vet"]);
  });

  test("can be changed twice in one answer, one after the other or at once", async () => {
    await setup.ask("remind me", [DENTIST]);
    await setup.ask("at four, and it is the vet", [
      { number: 1, time: "16:00" },
      { number: 1, text: "call the vet" },
    ]);
    await setup.ask("no, at three, and both", [
      [
        { number: 1, time: "15:00" },
        { number: 1, text: "call both" },
      ],
    ]);
    setup.news();
    await setup.passTime(2 * HOUR_MS);
    expect(setup.news()).toEqual(["⏰ call both"]);
  });

  test("stands in the conversation: the user may answer it", async () => {
    await setup.ask("remind me", [DENTIST]);
    await setup.passTime(90 * MINUTE_MS);
    await setup.ask("done that");
    expect(setup.prompts().at(-1)).toContain("⏰ call the dentist");
  });

  test("waits until the answer to a message before it is sent", async () => {
    await setup.ask("remind me", [{ text: "tea", in_minutes: 5 }]);
    setup.bot.clock.jump(5 * MINUTE_MS);
    await setup.bot.twilio.sendText({ from: ADA, body: "one more thing" });
    await setup.bot.settle(2_000);
    expect(setup.news().toSorted()).toEqual(["Done", "Done", "⏰ tea"].toSorted());
    const open = await setup.bot.rows("SELECT state FROM deliveries WHERE state = 'pending'");
    expect(open).toEqual([]);
  });

  test("that cannot be is not set, and the model is told why", async () => {
    const dates = await setup.ask("remind me", [
      { text: "a", date: "2026-11-22", time: "12:59" },
      { text: "b", date: "2026-02-30", time: "09:00" },
      { text: "c", date: "2026-12-01", time: "25:00" },
      { text: "d", date: "2066-12-01", time: "09:00" },
    ]);
    const others = await setup.ask("remind me", [
      { text: "e".repeat(501), in_minutes: 5 },
      { text: "f", in_minutes: -5 },
      { text: "  ", in_minutes: 5 },
      { text: "g", time: "09:00", repeat: "weekly", weekdays: ["someday"] },
    ]);
    const told = [...dates, ...others];
    expect(told.filter((one) => one.includes("Nothing is set"))).toHaveLength(8);
    expect(told[0]).toContain("2026-11-22T13:00");
    expect(await setup.bot.rows("SELECT id FROM reminders")).toEqual([]);
  });

  test("at a time that the clock change skips is that much later, and the model says so", async () => {
    const skipped = { text: "early", date: "2027-03-28", time: "02:30" };
    const [told] = await setup.ask("remind me", [skipped]);
    expect(told).toContain("28 March 2027 at 03:30");
    expect(told).toContain("clock change");
  });
});

describe("a user of a country with several time zones", () => {
  test("is asked once where they are, and not again", async () => {
    const call = { text: "call mum", date: "2026-11-23", time: "09:00" };
    const [asked] = await setup.ask("remind me tomorrow at nine", [call], AMERICAN);
    expect(asked).toContain("time zone is not known");
    expect(await setup.bot.rows("SELECT id FROM reminders")).toEqual([]);
    const zone = { tool: "set_time_zone", args: { time_zone: "America/Chicago" } };
    const [stored, told] = await setup.ask("I live in Chicago", [zone, call], AMERICAN);
    expect(stored).toContain("America/Chicago");
    expect(told).toContain("23 November 2026 at 09:00, America/Chicago");
    await setup.ask("and what time is it?", [], AMERICAN);
    expect(setup.prompts().at(-1)).toContain("at 06:00, America/Chicago");
  });
});

test("a user has at most 100 reminders, and is told so", async () => {
  const full = "100 reminders already";
  const many = Array.from({ length: 5 }, (_, n) => ({ text: `tea ${n}`, in_minutes: 60 }));
  await setup.bot.twilio.sendText({ from: ADA, body: "hello" });
  await setup.bot.settle();
  const rows = Array.from(
    { length: 95 },
    (_, n) => `(1, ${n + 1}, 'old ${n}', ${Date.UTC(2027, 0)}, 0, 0)`,
  );
  await setup.bot.write(
    `INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at) VALUES ${rows.join(", ")}`,
  );
  const told = await setup.ask("remind me", [...many.slice(0, 3), many]);
  expect(told.map((one) => one.includes(full))).toEqual([
    ...Array.from({ length: 5 }, () => false),
    ...Array.from({ length: 3 }, () => true),
  ]);
  expect(await setup.bot.rows("SELECT id FROM reminders")).toHaveLength(100);
  // One that goes makes room in the same answer.
  const cancel = { tool: "cancel_reminder", args: { number: 1 } };
  const [, made, refused] = await setup.ask("instead", [cancel, { ...DENTIST }, { ...DENTIST }]);
  expect([made?.includes(full), refused?.includes(full)]).toEqual([false, true]);
  expect(await setup.bot.rows("SELECT id FROM reminders")).toHaveLength(100);
});

test("nobody sees, changes or cancels another user's reminders", async () => {
  await setup.ask("remind me", [{ text: "the-canary", in_minutes: 60 }]);
  const told = await setup.ask(
    "what are Ada's reminders?",
    [
      { tool: "list_reminders", args: {} },
      { tool: "cancel_reminder", args: { number: 1 } },
      { tool: "cancel_reminder", args: { all: true } },
      { number: 1, text: "changed" },
    ],
    BOB,
  );
  await setup.ask("/reminders", [], BOB);
  await setup.ask("/reminders cancel 1", [], BOB);
  expect(told.join()).not.toContain("canary");
  expect(setup.bot.sent(BOB).join()).not.toContain("canary");
  await setup.passTime(HOUR_MS);
  expect(setup.news(ADA)).toEqual(["Done", "⏰ the-canary"]);
});
