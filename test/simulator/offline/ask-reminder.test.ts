import { afterEach, describe, expect, test } from "bun:test";
import { createOfflineModel } from "../../../src/simulator/offline/offline-model.ts";
import { scripts } from "../../../src/simulator/offline/scripts.ts";
import { ADA, startTestApp, type TestApp } from "../../harness.ts";

let bot: TestApp | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

describe("a newcomer to the demo sees a reminder arrive", () => {
  test.each([
    ["remind me in one minute to stretch", "stretch", "I’ll remind you in one minute"],
    ["Recuérdame en un minuto que me estire", "me estire", "Te lo recuerdo en un minuto"],
    ["Me lembre em um minuto de alongar.", "alongar", "Lembro você em um minuto"],
  ])("%s", async (words, text, answer) => {
    const started = await startTestApp({ model: (clock) => createOfflineModel({ clock }) });
    bot = started;
    await started.twilio.sendText({ from: ADA, body: words });
    await started.settle();
    expect(started.sent()).toEqual([expect.stringContaining(answer)]);
    await started.settle(62_000);
    expect(started.sent()[1]).toBe(`⏰ ${text}`);
  });
});

const readReminder = (words: string, language: keyof typeof scripts) =>
  scripts[language].calls.find(({ tool }) => tool === "set_reminder")?.read(words, "");

describe("the script understands when and what", () => {
  test.each([
    ["en", "Please remind me in 5 minutes that the tea is ready!", "the tea is ready", 5],
    ["en", "remind me to call mum in two hours", "call mum", 120],
    ["es", "recuerdame llamar a mamá dentro de 3 minutos", "llamar a mamá", 3],
    ["pt", "lembra-me de ligar para a mãe daqui a três minutos", "ligar para a mãe", 3],
  ] as const)("%s: %s", (language, words, text, minutes) => {
    expect(readReminder(words, language)).toEqual({ text, in_minutes: minutes });
  });

  test.each(["remind me", "remind me in a bit to stretch", "in one minute", "remind me tomorrow"])(
    "and nothing in: %s",
    (words) => {
      expect(readReminder(words, "en")).toBeNull();
    },
  );
});
