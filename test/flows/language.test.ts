import { afterEach, expect, test } from "bun:test";
import type { Environment } from "../../src/config.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

const { en, es, pt } = catalogue;

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

test("everything fixed is in the language that the user chose, also after a restart", async () => {
  await start();
  expect(await say("/language portuguese")).toBe(pt.languageSet);
  expect(await say("ajuda")).toContain(pt.helpHead);
  await bot.restart();
  expect(await say("")).toBe(pt.nothingToAnswer);
  bot.openai.onMessage(/./, { error: { message: "no", type: "invalid" }, status: 400 });
  expect(await say("Bom dia")).toBe(pt.unavailable);
  await bot.twilio.sendMedia({ from: ADA, contentType: "video/mp4", bytes: new Uint8Array(9) });
  await bot.settle();
  expect(bot.sent().at(-1)).toBe(pt.attachmentProblems.video);
  expect(await say("/idioma inglês")).toBe(en.languageSet);
});

test("a language is known by its code and by its name in any language", async () => {
  await start();
  for (const word of ["es", "Español", "espanol", "spanish", "ESPANHOL"]) {
    expect(await say(`/language ${word}`)).toBe(es.languageSet);
  }
  expect(await say("/idioma klingon")).toBe(
    es.languageChoice("/idioma english, /idioma espanol, /idioma portugues"),
  );
});

test("who chose none reads the bot's language, and may give commands in every one", async () => {
  await start({ BOT_LANGUAGE: "es" });
  expect(await say("/help")).toContain(es.helpHead);
  expect(await say("ayuda")).toContain(es.helpHead);
  expect(await say("/ajuda")).toContain(es.helpHead);
});

test("a plain word of another language is for the model", async () => {
  await start();
  bot.openai.onMessage(/./, { content: "¿En qué?" });
  expect(await say("ayuda")).toBe("¿En qué?");
});

test("whoever writes too fast is told so in their language", async () => {
  await start({ RATE_LIMIT_MESSAGES: "1" });
  await say("/language es");
  expect(await say("Hola")).toBe(es.slowDown);
});
