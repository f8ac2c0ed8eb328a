import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ADA } from "../harness.ts";
import { HOUR_MS, type ReminderSetup, setUpReminders } from "./reminder-setup.ts";

let setup: ReminderSetup;
beforeEach(async () => {
  setup = await setUpReminders();
});
afterEach(() => setup.stop());

const AMERICAN = "whatsapp:+14155550123";
const THREE = [
  { text: "call the dentist", date: "2026-11-27", time: "09:00" },
  { text: "pills", time: "07:30", repeat: "weekdays" },
  { text: "piano", time: "18:00", weekdays: ["monday", "thursday"], until: "2026-12-24" },
];
const say = async (body: string, from = ADA) => {
  setup.news(from);
  await setup.ask(body, [], from);
  return setup.news(from).join("\n---\n");
};
const texts = async () =>
  (await setup.bot.rows("SELECT text FROM reminders ORDER BY number")).map(({ text }) => text);

describe("/reminders", () => {
  test("lists them by their numbers, in the user's own time", async () => {
    await setup.ask("remind me of all this", THREE);
    expect(await say("/reminders")).toBe(
      [
        "Your reminders (Europe/Berlin):",
        "1. Fri 27 Nov, 09:00: call the dentist",
        "2. Monday to Friday, 07:30: pills",
        "3. every Monday and Thursday, 18:00, until 24 December 2026: piano",
        "",
        "Unless you write to me in the 24 hours before it is due, a reminder comes with your next message.",
        "",
        "Write “/reminders cancel 3” to cancel one.",
      ].join("\n"),
    );
  });

  test.each([
    ["/recordatorios", "es", "2. de lunes a viernes, 07:30: pills"],
    ["/lembretes", "pt", "2. de segunda a sexta, 07:30: pills"],
    ["Lembretes.", "pt", "3. toda segunda-feira e quinta-feira, 18:00, até 24 de dezembro de 2026"],
    ["/recordatorios", "es", "3. cada lunes y jueves, 18:00, hasta el 24 de diciembre de 2026"],
  ])("in the user's language: %s, %s", async (command, language, line) => {
    await setup.bot.restart({ BOT_LANGUAGE: language });
    await setup.ask("remind me of all this", THREE);
    // A plain word is a command after the list of commands.
    if (!command.startsWith("/")) await say(language === "pt" ? "/ajuda" : "/ayuda");
    expect(await say(command)).toContain(line);
  });

  test("cancels by number, several, or all; with the words of any language", async () => {
    await setup.ask("remind me of all this", THREE);
    expect(await say("/reminders cancel 2")).toBe("Cancelled: pills");
    expect(await texts()).toEqual(["call the dentist", "piano"]);
    expect(await say("/reminders cancel 2")).toBe("You have no reminder 2.");
    expect(await say("/recordatorios borra 1, 9")).toBe(
      "Cancelled: call the dentist\nYou have no reminder 9.",
    );
    expect(await say("/reminders cancel")).toContain("“/reminders cancel 3”");
    expect(await texts()).toEqual(["piano"]);
    expect(await say("/lembretes apagar todos")).toBe("Cancelled: piano");
    expect(await say("/reminders")).toContain("You have no reminders");
  });

  test("with a word that cancels nothing, says how to ask for one", async () => {
    expect(await say("/reminders")).toContain("just ask me");
    await setup.ask("remind me of all this", THREE);
    expect(await say("/reminders")).not.toContain("just ask me");
    expect(await say("/reminders dentist")).toContain("just ask me");
  });

  test.each([
    "/reminder call mum at nine",
    "/remind me to call mum",
    "/recordatorio: llamar a mamá",
  ])("with a wish is one for the model, which sets reminders: %s", async (text) => {
    expect(await say(text)).toBe("Done");
  });

  test("cancels nothing that is not certainly meant", async () => {
    await setup.ask("remind me of all this", THREE);
    for (const text of ["cancel all except 2", "borra todos menos el 2", "cancel all 2"])
      await say(`/reminders ${text}`);
    await say("/reminders");
    await say("do not cancel 2");
    expect(await texts()).toHaveLength(3);
    expect(await say("/reminders cancel #2, (3)")).toBe("Cancelled: pills, piano");
  });

  test("after the list the plain words will do, as a phone writes them", async () => {
    await setup.ask("remind me of all this", THREE);
    await say("/reminders");
    expect(await say("Cancel 2.")).toBe("Cancelled: pills");
    // Otherwise that is a word for the model.
    await say("hello");
    expect(await say("Cancel 1.")).toBe("Done");
    expect(await texts()).toEqual(["call the dentist", "piano"]);
    await say("/reminders");
    // Alone it ends nothing but a question of ours.
    expect(await say("Cancel")).toBe("Done");
    expect(await say("/reminders")).toContain("piano");
  });

  test("a sentence cancels nothing, whatever words of the command are in it", async () => {
    await setup.ask("remind me of all this", THREE);
    await say("/reminders");
    expect(await say("Do not cancel all of them!")).toBe("Done");
    expect(await say("/reminders cancel the one at 1 pm")).toBe("Done");
    expect(await say("Cancel my 1 pm call")).toBe("Done");
    await say("/reminders");
    expect(await say("Cancel #1, please")).toBe("Cancelled: call the dentist");
    expect(await texts()).toEqual(["pills", "piano"]);
  });
});

describe("/timezone", () => {
  test("shows the user's zone, and changes it by a city in any of our languages", async () => {
    expect(await say("/timezone")).toContain("Your time zone is Europe/Berlin, where it is 13:00");
    expect(await say("/timezone Nueva York")).toContain(
      "Done: America/New_York, where it is 07:00",
    );
    expect(await say("/tz")).toContain("America/New_York");
    expect(await say("/timezone Lisboa")).toContain("Europe/Lisbon, where it is 12:00");
    expect(await say("/timezone Asia/Kolkata")).toContain("Asia/Kolkata, where it is 17:30");
    expect(await say("/timezone atlantis")).toContain("“atlantis”");
    expect(await say("/timezone Brazil")).toContain("America/Sao_Paulo");
    expect(await say("/timezone", AMERICAN)).toContain("I do not know your time zone");
    expect(await say("/zonahoraria UTC-5", AMERICAN)).toContain("-05:00");
  });

  test("reminders keep their local times in the new zone", async () => {
    await setup.ask("remind me", [{ text: "call the dentist", date: "2026-11-22", time: "14:00" }]);
    expect(await say("/timezone America/New_York")).toContain("keep their local times");
    await setup.passTime(HOUR_MS);
    expect(setup.news(ADA)).toEqual([]);
    // Two o'clock there is seven hours from one o'clock in Berlin.
    await setup.passTime(6 * HOUR_MS);
    expect(setup.news(ADA)).toEqual(["⏰ call the dentist"]);
  });

  test("once an owner has taken back the zone, they keep the local times of the number's country", async () => {
    await setup.ask("remind me", [{ text: "pills", time: "14:00", repeat: "daily" }]);
    await setup.bot.write("UPDATE users SET time_zone = NULL");
    await setup.passTime(HOUR_MS);
    await setup.ask("hello");
    setup.news(ADA);
    await setup.passTime(24 * HOUR_MS - 1);
    expect(setup.news(ADA)).toEqual([]);
    await setup.passTime(1);
    // WhatsApp's window has closed five minutes ago.
    await setup.ask("hello");
    expect(setup.news(ADA)).toContain("⏰ pills");
  });

  test("moving east past its time, a reminder comes at once and says that it is late", async () => {
    await setup.ask("remind me", [{ text: "call the dentist", date: "2026-11-22", time: "14:00" }]);
    await say("/timezone Asia/Tokyo");
    await setup.passTime(1_000);
    expect(setup.news(ADA)).toEqual(["⏰ call the dentist (late: due at 14:00)"]);
  });
});

describe("in webhook responses", () => {
  test("a reminder comes with the user's next message, before its answer", async () => {
    await setup.stop();
    setup = await setUpReminders({ REPLY_MODE: "twiml" }, { twilio: { isTrial: true } });
    const [told] = await setup.ask("remind me", [{ text: "tea", in_minutes: 30 }]);
    expect(told).toContain("comes with their next message");
    await setup.passTime(HOUR_MS);
    expect(setup.news()).toEqual(["Done"]);
    expect(await say("hello")).toBe("⏰ tea (late: due at 13:30)\n---\nDone");
  });
});

test("/help shows both commands", async () => {
  const help = await say("/help");
  expect(help).toContain("*/reminders*: what I am to remind you of");
  expect(help).toContain("*/timezone*");
});
