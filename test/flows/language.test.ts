import { afterEach, expect, test } from "bun:test";
import { setLanguage } from "../../src/answer/commands/set-language.ts";
import { showHelp } from "../../src/answer/commands/show-help.ts";
import type { Environment } from "../../src/config.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

const { es, pt } = catalogue;

let bot: TestApp;
afterEach(() => bot.stop());

async function start(settings: Environment = {}): Promise<void> {
  bot = await startTestApp({ settings });
}

async function say(body: string): Promise<string> {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle();
  return bot.sent().at(-1) ?? "";
}

test("all fixed sentences are in the language that the user chose, also after a restart", async () => {
  await start();
  expect(await say("/language portuguese")).toBe(setLanguage.languages.pt.isSet);
  expect(await say("ajuda")).toContain(showHelp.languages.pt.head);
  await bot.restart();
  expect(await say("")).toBe(pt.nothingToAnswer);
  bot.openai.onMessage(/./, { error: { message: "no", type: "invalid" }, status: 400 });
  expect(await say("Bom dia")).toBe(pt.unavailable);
  await bot.twilio.sendMedia({ from: ADA, contentType: "video/mp4", bytes: new Uint8Array(9) });
  await bot.settle();
  expect(bot.sent().at(-1)).toBe(pt.attachmentProblems.video);
  expect(await say("/idioma inglês")).toBe(setLanguage.languages.en.isSet);
});

test("a language is known by its code and by its name in any language", async () => {
  await start();
  for (const word of ["es", "Español", "espanol", "spanish", "ESPANHOL"]) {
    expect(await say(`/language ${word}`)).toBe(setLanguage.languages.es.isSet);
  }
  expect(await say("/idioma klingon")).toBe(setLanguage.languages.es.question);
});

test("a user who chose none reads the bot's language, and may use commands in every one", async () => {
  await start({ BOT_LANGUAGE: "es" });
  expect(await say("/help")).toContain(showHelp.languages.es.head);
  expect(await say("ayuda")).toContain(showHelp.languages.es.head);
  expect(await say("/ajuda")).toContain(showHelp.languages.es.head);
});

test("a plain word of another language is for the model", async () => {
  await start();
  bot.openai.onMessage(/./, { content: "¿En qué?" });
  expect(await say("ayuda")).toBe("¿En qué?");
});

test("a user who writes too fast is told so in their language", async () => {
  await start({ RATE_LIMIT_MESSAGES: "1" });
  await say("/language es");
  expect(await say("Hola")).toBe(es.slowDown);
});
