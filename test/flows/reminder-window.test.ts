import { afterEach, describe, expect, test } from "bun:test";
import { ADA, BOB } from "../harness.ts";
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type ReminderSetup,
  setUpReminders,
  TEMPLATE,
} from "./reminder-setup.ts";

let setup: ReminderSetup;
afterEach(() => setup.stop());

const inTwoDays = { text: "call the dentist", date: "2026-11-24", time: "09:00" };
const daily = { text: "pills", time: "14:00", repeat: "daily" };
/** From one o'clock on Sunday to nine on Tuesday. */
const UNTIL_THEN = 44 * HOUR_MS;
const failures = () => setup.bot.rows("SELECT error_code FROM deliveries WHERE state = 'failed'");

describe("outside WhatsApp's 24 hours", () => {
  test("a reminder waits for the user's next message and comes before its answer, as late as it is", async () => {
    setup = await setUpReminders();
    const [told] = await setup.ask("remind me on Tuesday", [inTwoDays]);
    expect(told).toContain("only if they write in the 24 hours before");
    await setup.passTime(UNTIL_THEN);
    await setup.passTime(HOUR_MS);
    expect(setup.news()).toEqual(["Done"]);
    await setup.ask("good morning");
    expect(setup.news()).toEqual(["⏰ call the dentist (late: due at 09:00)", "Done"]);
    await setup.passTime(DAY_MS);
    await setup.ask("hello");
    expect(setup.news()).toEqual(["Done"]);
  });

  test("one that repeats comes once, however many times were missed", async () => {
    setup = await setUpReminders();
    await setup.ask("every day at two", [daily]);
    await setup.passTime(HOUR_MS);
    expect(setup.news()).toEqual(["Done", "⏰ pills"]);
    for (let day = 0; day < 4; day += 1) await setup.passTime(DAY_MS);
    expect(setup.news()).toEqual([]);
    await setup.passTime(2 * HOUR_MS);
    await setup.ask("I am back");
    expect(setup.news()).toEqual(["⏰ pills (late: due at 14:00)", "Done"]);
    await setup.passTime(22 * HOUR_MS);
    expect(setup.news()).toEqual(["⏰ pills"]);
  });

  test("it is sent as the approved template where there is one", async () => {
    setup = await setUpReminders({ REMINDER_TEMPLATE: TEMPLATE });
    const [told] = await setup.ask("remind me on Tuesday", [inTwoDays]);
    expect(told).not.toContain("must be told");
    await setup.ask("and in an hour", [{ text: "tea\nand cake", in_minutes: 60 }]);
    await setup.passTime(HOUR_MS);
    expect(setup.news()).toEqual(["Done", "Done", "⏰ tea\nand cake"]);
    await setup.passTime(UNTIL_THEN - HOUR_MS);
    expect(setup.news()).toEqual(["Your reminder: call the dentist."]);
    expect(await failures()).toEqual([]);
  });

  test("a template whose response was lost is found in Twilio's list, and not sent again", async () => {
    const twilio = { callbacks: "none" } as const;
    setup = await setUpReminders({ REMINDER_TEMPLATE: TEMPLATE }, { twilio });
    await setup.ask("remind me on Tuesday", [inTwoDays]);
    setup.news();
    setup.bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    await setup.passTime(UNTIL_THEN);
    await setup.bot.settle(2 * MINUTE_MS);
    expect(setup.news()).toEqual(["Your reminder: call the dentist."]);
    expect(await setup.bot.rows("SELECT kind FROM deliveries WHERE state = 'sending'")).toEqual([]);
  });

  test.each(["refused", "reported"] as const)(
    "one that was queued in time and is too late when Twilio is back waits too: %s",
    async (how) => {
      setup = await setUpReminders();
      await setup.ask("remind me", [{ text: "tea", in_minutes: 23.5 * 60 }]);
      setup.news();
      const away = { on: "create", kind: "500" } as const;
      const late = { on: "create", kind: "code", code: 63016, status: 400 } as const;
      setup.bot.twilio.faults.next({ ...away });
      if (how === "refused") setup.bot.twilio.faults.next(late);
      await setup.passTime(23.5 * HOUR_MS);
      setup.bot.clock.jump(HOUR_MS);
      await setup.bot.settle(3 * MINUTE_MS);
      expect(await failures()).toEqual([{ error_code: "63016" }]);
      setup.news();
      await setup.ask("I am back");
      expect(setup.news()).toEqual(["⏰ tea (late: due at 12:30)", "Done"]);
    },
  );

  test("the list of reminders says so", async () => {
    setup = await setUpReminders();
    await setup.ask("remind me", [{ text: "tea", in_minutes: 5 }]);
    setup.news();
    await setup.ask("/reminders");
    expect(setup.news()).toEqual([expect.not.stringContaining("24 hours")]);
    await setup.ask("remind me", [inTwoDays]);
    await setup.ask("/reminders");
    expect(setup.news()).toEqual(["Done", expect.stringContaining("24 hours")]);
  });
});

describe("after a time without the bot", () => {
  test("what was missed comes once, and says when it was due", async () => {
    setup = await setUpReminders();
    await setup.ask("remind me", [{ text: "tea", in_minutes: 30 }, daily]);
    await setup.bot.restart({}, async () => setup.bot.clock.jump(20 * HOUR_MS));
    await setup.bot.settle(2_000);
    expect(setup.news()).toEqual([
      "Done",
      "⏰ tea (late: due on Sun 22 Nov at 13:30)\n⏰ pills (late: due on Sun 22 Nov at 14:00)",
    ]);
    await setup.ask("thanks");
    await setup.passTime(5 * HOUR_MS);
    expect(setup.news()).toEqual(["Done", "⏰ pills"]);
  });

  test("in another language, in the user's words and time", async () => {
    setup = await setUpReminders({ BOT_LANGUAGE: "es" });
    await setup.ask("recuérdame", [{ text: "té", in_minutes: 30 }]);
    await setup.passTime(60 * MINUTE_MS);
    expect(setup.news()).toEqual(["Done", "⏰ té (con retraso: era a las 13:30)"]);
  });
});

describe("no reminder is sent", () => {
  test("to a user who wrote STOP; after START what repeats comes again", async () => {
    setup = await setUpReminders();
    await setup.ask("remind me", [{ text: "tea", in_minutes: 30 }, daily]);
    await setup.ask("STOP");
    setup.news();
    await setup.passTime(2 * HOUR_MS);
    expect(setup.news()).toEqual([]);
    await setup.ask("START");
    setup.news();
    await setup.passTime(23 * HOUR_MS);
    expect(setup.news()).toEqual(["⏰ pills"]);
  });

  test("to a user who is blocked, or no longer on the list", async () => {
    const settings = { ADMIN_USERS: BOB, WHITELISTED_USERS: ADA };
    setup = await setUpReminders(settings);
    await setup.ask("remind me", [{ text: "tea", in_minutes: 30 }, daily]);
    await setup.ask(`/block ${ADA}`, [], BOB);
    await setup.passTime(HOUR_MS);
    expect(setup.news(ADA)).toEqual(["Done"]);
    await setup.bot.restart({ ...settings, WHITELISTED_USERS: BOB });
    await setup.bot.write("UPDATE users SET is_active = true");
    await setup.passTime(24 * HOUR_MS);
    expect(setup.news(ADA)).toEqual([]);
  });

  test("while they are switched off, and none is offered, shown or understood", async () => {
    setup = await setUpReminders();
    await setup.ask("remind me", [{ text: "tea", in_minutes: 30 }]);
    await setup.bot.restart({ REMINDERS: "off" });
    await setup.passTime(HOUR_MS);
    expect(setup.news()).toEqual(["Done"]);
    await setup.ask("/help");
    await setup.ask("/reminders");
    const [help, unknown] = setup.news();
    expect(help).not.toContain("reminders");
    expect(unknown).toContain("/reminders");
    expect(unknown).not.toContain("tea");
    await setup.ask("remind me");
    expect(setup.prompts().at(-1)).not.toContain(`"name":"set_reminder"`);
    // Switched on again, it comes late.
    await setup.bot.restart({ REMINDERS: "on" });
    await setup.passTime(MINUTE_MS);
    expect(setup.news().at(-1)).toContain("tea (late: due at 13:30)");
  });

  test("to a user who is forgotten", async () => {
    setup = await setUpReminders();
    await setup.ask("remind me", [daily]);
    await setup.ask("/forget");
    await setup.ask("yes");
    setup.news();
    await setup.passTime(2 * HOUR_MS);
    expect(setup.news()).toEqual([]);
    expect(await setup.bot.rows("SELECT id FROM reminders")).toEqual([]);
    expect(await setup.bot.traces("pills")).toEqual([]);
  });
});
