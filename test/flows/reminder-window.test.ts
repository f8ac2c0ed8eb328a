import { afterEach, describe, expect, test } from "bun:test";
import { ADA, BOB } from "../harness.ts";
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type ReminderStage,
  startReminderStage,
  TEMPLATE,
} from "./reminder-stage.ts";

let stage: ReminderStage;
afterEach(() => stage.stop());

const inTwoDays = { text: "call the dentist", date: "2026-11-24", time: "09:00" };
const daily = { text: "pills", time: "14:00", repeat: "daily" };
/** From one o'clock on Sunday to nine on Tuesday. */
const UNTIL_THEN = 44 * HOUR_MS;
const failures = () => stage.bot.rows("SELECT error_code FROM deliveries WHERE state = 'failed'");

describe("outside WhatsApp's 24 hours", () => {
  test("a reminder waits for the user's next message and comes before its answer, as late as it is", async () => {
    stage = await startReminderStage();
    const [told] = await stage.ask("remind me on Tuesday", [inTwoDays]);
    expect(told).toContain("only if they write in the 24 hours before");
    await stage.passTime(UNTIL_THEN);
    await stage.passTime(HOUR_MS);
    expect(stage.news()).toEqual(["Done"]);
    await stage.ask("good morning");
    expect(stage.news()).toEqual(["⏰ call the dentist (late: due at 09:00)", "Done"]);
    await stage.passTime(DAY_MS);
    await stage.ask("hello");
    expect(stage.news()).toEqual(["Done"]);
  });

  test("one that repeats comes once, however many times were missed", async () => {
    stage = await startReminderStage();
    await stage.ask("every day at two", [daily]);
    await stage.passTime(HOUR_MS);
    expect(stage.news()).toEqual(["Done", "⏰ pills"]);
    for (let day = 0; day < 4; day += 1) await stage.passTime(DAY_MS);
    expect(stage.news()).toEqual([]);
    await stage.passTime(2 * HOUR_MS);
    await stage.ask("I am back");
    expect(stage.news()).toEqual(["⏰ pills (late: due at 14:00)", "Done"]);
    await stage.passTime(22 * HOUR_MS);
    expect(stage.news()).toEqual(["⏰ pills"]);
  });

  test("it is sent as the approved template where there is one", async () => {
    stage = await startReminderStage({ REMINDER_TEMPLATE: TEMPLATE });
    const [told] = await stage.ask("remind me on Tuesday", [inTwoDays]);
    expect(told).not.toContain("must be told");
    await stage.ask("and in an hour", [{ text: "tea\nand cake", in_minutes: 60 }]);
    await stage.passTime(HOUR_MS);
    expect(stage.news()).toEqual(["Done", "Done", "⏰ tea\nand cake"]);
    await stage.passTime(UNTIL_THEN - HOUR_MS);
    expect(stage.news()).toEqual(["Your reminder: call the dentist."]);
    expect(await failures()).toEqual([]);
  });

  test("a template whose response was lost is found in Twilio's list, and not sent again", async () => {
    const twilio = { callbacks: "none" } as const;
    stage = await startReminderStage({ REMINDER_TEMPLATE: TEMPLATE }, { twilio });
    await stage.ask("remind me on Tuesday", [inTwoDays]);
    stage.news();
    stage.bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    await stage.passTime(UNTIL_THEN);
    await stage.bot.settle(2 * MINUTE_MS);
    expect(stage.news()).toEqual(["Your reminder: call the dentist."]);
    expect(await stage.bot.rows("SELECT kind FROM deliveries WHERE state = 'sending'")).toEqual([]);
  });

  test.each(["refused", "reported"] as const)(
    "one that was queued in time and is too late when Twilio is back waits too: %s",
    async (how) => {
      stage = await startReminderStage();
      await stage.ask("remind me", [{ text: "tea", in_minutes: 23.5 * 60 }]);
      stage.news();
      const away = { on: "create", kind: "500" } as const;
      const late = { on: "create", kind: "code", code: 63016, status: 400 } as const;
      stage.bot.twilio.faults.next({ ...away });
      if (how === "refused") stage.bot.twilio.faults.next(late);
      await stage.passTime(23.5 * HOUR_MS);
      stage.bot.clock.jump(HOUR_MS);
      await stage.bot.settle(3 * MINUTE_MS);
      expect(await failures()).toEqual([{ error_code: "63016" }]);
      stage.news();
      await stage.ask("I am back");
      expect(stage.news()).toEqual(["⏰ tea (late: due at 12:30)", "Done"]);
    },
  );

  test("the list of reminders says so", async () => {
    stage = await startReminderStage();
    await stage.ask("remind me", [{ text: "tea", in_minutes: 5 }]);
    stage.news();
    await stage.ask("/reminders");
    expect(stage.news()).toEqual([expect.not.stringContaining("24 hours")]);
    await stage.ask("remind me", [inTwoDays]);
    await stage.ask("/reminders");
    expect(stage.news()).toEqual(["Done", expect.stringContaining("24 hours")]);
  });
});

describe("after a time without the bot", () => {
  test("what was missed comes once, and says when it was due", async () => {
    stage = await startReminderStage();
    await stage.ask("remind me", [{ text: "tea", in_minutes: 30 }, daily]);
    await stage.bot.restart({}, async () => stage.bot.clock.jump(20 * HOUR_MS));
    await stage.bot.settle(2_000);
    expect(stage.news()).toEqual([
      "Done",
      "⏰ tea (late: due on Sun 22 Nov at 13:30)\n⏰ pills (late: due on Sun 22 Nov at 14:00)",
    ]);
    await stage.ask("thanks");
    await stage.passTime(5 * HOUR_MS);
    expect(stage.news()).toEqual(["Done", "⏰ pills"]);
  });

  test("in another language, in the user's words and time", async () => {
    stage = await startReminderStage({ BOT_LANGUAGE: "es" });
    await stage.ask("recuérdame", [{ text: "té", in_minutes: 30 }]);
    await stage.passTime(60 * MINUTE_MS);
    expect(stage.news()).toEqual(["Done", "⏰ té (con retraso: era a las 13:30)"]);
  });
});

describe("no reminder is sent", () => {
  test("to a user who wrote STOP; after START what repeats comes again", async () => {
    stage = await startReminderStage();
    await stage.ask("remind me", [{ text: "tea", in_minutes: 30 }, daily]);
    await stage.ask("STOP");
    stage.news();
    await stage.passTime(2 * HOUR_MS);
    expect(stage.news()).toEqual([]);
    await stage.ask("START");
    stage.news();
    await stage.passTime(23 * HOUR_MS);
    expect(stage.news()).toEqual(["⏰ pills"]);
  });

  test("to a user who is blocked, or no longer on the list", async () => {
    const settings = { ADMIN_USERS: BOB, WHITELISTED_USERS: ADA };
    stage = await startReminderStage(settings);
    await stage.ask("remind me", [{ text: "tea", in_minutes: 30 }, daily]);
    await stage.ask(`/block ${ADA}`, [], BOB);
    await stage.passTime(HOUR_MS);
    expect(stage.news(ADA)).toEqual(["Done"]);
    await stage.bot.restart({ ...settings, WHITELISTED_USERS: BOB });
    await stage.bot.write("UPDATE users SET is_active = true");
    await stage.passTime(24 * HOUR_MS);
    expect(stage.news(ADA)).toEqual([]);
  });

  test("while they are switched off, and none is offered, shown or understood", async () => {
    stage = await startReminderStage();
    await stage.ask("remind me", [{ text: "tea", in_minutes: 30 }]);
    await stage.bot.restart({ REMINDERS: "off" });
    await stage.passTime(HOUR_MS);
    expect(stage.news()).toEqual(["Done"]);
    await stage.ask("/help");
    await stage.ask("/reminders");
    const [help, unknown] = stage.news();
    expect(help).not.toContain("reminders");
    expect(unknown).toContain("/reminders");
    expect(unknown).not.toContain("tea");
    await stage.ask("remind me");
    expect(stage.prompts().at(-1)).not.toContain(`"name":"set_reminder"`);
    // Switched on again, it comes late.
    await stage.bot.restart({ REMINDERS: "on" });
    await stage.passTime(MINUTE_MS);
    expect(stage.news().at(-1)).toContain("tea (late: due at 13:30)");
  });

  test("to a user who is forgotten", async () => {
    stage = await startReminderStage();
    await stage.ask("remind me", [daily]);
    await stage.ask("/forget");
    await stage.ask("yes");
    stage.news();
    await stage.passTime(2 * HOUR_MS);
    expect(stage.news()).toEqual([]);
    expect(await stage.bot.rows("SELECT id FROM reminders")).toEqual([]);
    expect(await stage.bot.traces("pills")).toEqual([]);
  });
});
