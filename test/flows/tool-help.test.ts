import { afterEach, expect, test } from "bun:test";
import type { Tool } from "../../src/answer/tools/tool.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const searching: Tool = {
  definition: { name: "search", description: "Searches.", parameters: { type: "object" } },
  help: {
    en: "I can look things up.",
    es: "Puedo buscar cosas.",
    pt: "Posso procurar coisas.",
  },
  isOffered: ({ user }) => user.identity.phoneNumber === ADA,
  run: async () => "",
};

async function say(from: string, body: string): Promise<string> {
  await bot.twilio.sendText({ from, body });
  await bot.settle();
  return bot.sent(from).at(-1) ?? "";
}

test("the list of commands ends with what tools do, in the user's language, for users who have them", async () => {
  bot = await startTestApp({ tools: [searching] });
  expect(await say(ADA, "/help")).toEndWith("\n\nI can look things up.");
  expect(await say(ADA, "/start")).toEndWith("\n\nI can look things up.");
  await say(ADA, "/language es");
  expect(await say(ADA, "/ayuda")).toEndWith("\n\nPuedo buscar cosas.");
  expect(await say(BOB, "/help")).not.toContain("look things up");
});

test("a bot without tools promises nothing", async () => {
  bot = await startTestApp();
  expect(await say(ADA, "/help")).toMatch(/\n\*\/\w+\*: [^\n]+$/);
});
