import { expect, test } from "bun:test";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { loadConfig } from "../../src/config.ts";
import { envExample, settingsTable } from "./settings-document.ts";

const root = join(import.meta.dir, "../..");
const twilio = {
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
  TWILIO_WHATSAPP_NUMBER: "+14155238886",
};
const begin = "<!-- settings:begin -->\n";
const end = "<!-- settings:end -->";

async function readText(name: string): Promise<string> {
  return await Bun.file(join(root, name)).text();
}

// `UPDATE_SETTINGS=1 bun test test/config` writes both files anew before they are compared.
if (process.env["UPDATE_SETTINGS"] === "1") {
  await Bun.write(join(root, ".env.example"), envExample());
  const page = await readText("docs/configuration.md");
  const from = page.indexOf(begin) + begin.length;
  const until = page.indexOf(end);
  await Bun.write(
    join(root, "docs/configuration.md"),
    `${page.slice(0, from)}\n${settingsTable()}\n${page.slice(until)}`,
  );
}

test(".env.example lists every setting as it is read", async () => {
  expect(await readText(".env.example")).toBe(envExample());
});

test("docs/configuration.md lists every setting as it is read", async () => {
  const page = await readText("docs/configuration.md");
  expect(page.split(begin)[1]?.split(end)[0]).toBe(`\n${settingsTable()}\n`);
});

test("an operator who completes .env.example gets the defaults", () => {
  const filledIn = { ...twilio, OPENAI_API_KEY: "key" };
  const config = loadConfig({ ...parseEnv(envExample()), ...filledIn });
  expect(config).toEqual(loadConfig(filledIn));
});

test("every line of .env.example is valid once it is no longer commented out", () => {
  const everything = parseEnv(envExample().replaceAll(/^# (?=[A-Z_]+=)/gm, ""));
  const config = loadConfig({ ...everything, ...twilio });
  expect(config.publicUrl).toBe("https://bot.example.org");
  expect(config.systemPrompt).toBe(
    loadConfig({ ...everything, ...twilio, SYSTEM_PROMPT: "" }).systemPrompt,
  );
});
