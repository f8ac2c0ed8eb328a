import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { examine } from "../../../src/cli/doctor/doctor.ts";
import type { Finding } from "../../../src/core/finding.ts";
import type { Environment } from "../../../src/config.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import type { AccountFacts } from "../../../src/simulator/twilio/rest-account.ts";
import { startTestApp, type TestApp } from "../../harness.ts";
import { freePort } from "../../free-port.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
const NUMBER = "whatsapp:+15550001111";
let bot: TestApp;
let origin = "";
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  const port = freePort();
  origin = `http://127.0.0.1:${port}`;
  bot = await startTestApp({
    settings: {
      PORT: String(port),
      PUBLIC_URL: origin,
      TWILIO_WHATSAPP_NUMBER: NUMBER,
      OPENAI_TRANSCRIPTION_MODEL: "whisper-1",
    },
    twilio: { number: NUMBER, publicUrl: origin },
  });
  bot.openai.onMessage(/./, { content: "ok" });
});
afterAll(async () => {
  await Promise.all([bot.stop(), ...closers.map((close) => close())]);
  rmSync(folder, { recursive: true, force: true });
});

async function examined(settings: Environment = {}) {
  const found: Record<string, Finding[]> = {};
  await examine({ ...bot.settings, ...settings }, (check, ...findings) => {
    found[check] = [...(found[check] ?? []), ...findings];
  });
  return found;
}

function anotherTwilio(account: Partial<AccountFacts>): TwilioStandIn {
  const twilio = createTwilioStandIn({
    accountSid: bot.settings["TWILIO_ACCOUNT_SID"] ?? "",
    authToken: bot.settings["TWILIO_AUTH_TOKEN"] ?? "",
    number: NUMBER,
    webhookUrl: `${origin}/webhook`,
    clock: { now: () => Date.now(), after: () => () => {} },
    account,
  });
  closers.push(() => twilio.stop());
  return twilio;
}

/** An OpenAI that lists one model and answers everything else like this. */
function anotherOpenAi(status: number, code: string, listStatus = 200): string {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) =>
      request.url.endsWith("/models") && listStatus === 200
        ? Response.json({ object: "list", data: [{ id: "gpt-6-luna", object: "model" }] })
        : Response.json({ error: { message: "as asked for", code } }, { status }),
  });
  closers.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}/v1`;
}

test("a running bot that is examined has no warning of it in its log", async () => {
  const before = bot.log.length;
  expect((await examined())["signature"]).toMatchObject([{ level: "ok" }]);
  const since = bot.log.slice(before);
  expect(since.map(({ event }) => event)).toContain("signed webhook refused");
  expect(since.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
});

test("a working bot has no finding, except those of the test itself", async () => {
  const found = await examined({ WHITELISTED_USERS: "+4915112345678" });
  const levels = Object.entries(found).map(([check, findings]) => [check, findings[0]?.level]);
  expect(Object.fromEntries(levels)).toMatchObject({
    settings: "ok",
    database: "ok",
    disk: "ok",
    "openai key": "ok",
    "openai model": "ok",
    "twilio account": "ok",
    "twilio number": "ok",
    signature: "ok",
    access: "ok",
  });
});

test("the self-test of the signature stores nothing", async () => {
  await examined();
  expect(await bot.rows("SELECT id FROM messages")).toEqual([]);
});

test.each<[string, string, () => Environment | Promise<Environment>, Finding["level"], string]>([
  ["a setting", "settings", () => ({ PORT: "http" }), "fault", "PORT must be a whole number"],
  [
    "a damaged database",
    "database",
    async () => {
      const path = join(folder, "damaged.db");
      await Bun.write(path, "SQLite format 3\0 and then nothing of the kind".repeat(100));
      return { DATABASE_URL: path };
    },
    "fault",
    "restore FILE",
  ],
  [
    "a refused OpenAI key",
    "openai key",
    () => ({ OPENAI_BASE_URL: anotherOpenAi(401, "invalid_api_key", 401) }),
    "fault",
    "OPENAI_API_KEY was refused",
  ],
  [
    "an empty OpenAI account",
    "openai model",
    () => ({ OPENAI_BASE_URL: anotherOpenAi(429, "insufficient_quota") }),
    "fault",
    "account is empty",
  ],
  [
    "an unknown model",
    "openai model",
    () => ({ OPENAI_BASE_URL: anotherOpenAi(404, "model_not_found") }),
    "fault",
    "OPENAI_MODEL",
  ],
  [
    "a transcription model that nobody offers",
    "transcription",
    () => ({ OPENAI_TRANSCRIPTION_MODEL: "my-ears" }),
    "warning",
    "OPENAI_TRANSCRIPTION_MODEL",
  ],
  [
    "a wrong auth token",
    "twilio account",
    () => ({ TWILIO_AUTH_TOKEN: "another" }),
    "fault",
    "primary Auth Token",
  ],
  [
    "a trial account",
    "twilio account",
    () => ({ TWILIO_API_BASE_URL: anotherTwilio({ type: "Trial" }).url }),
    "warning",
    "21654",
  ],
  [
    "a number that is not the account's",
    "twilio number",
    () => ({ TWILIO_WHATSAPP_NUMBER: "+15559998888" }),
    "fault",
    `set TWILIO_WHATSAPP_NUMBER to ${NUMBER}`,
  ],
  [
    "a sender that calls elsewhere",
    "twilio number",
    () => ({
      TWILIO_API_BASE_URL: anotherTwilio({
        senders: () => [
          { address: NUMBER, status: "ONLINE", webhookUrl: "https://old.example.org" },
        ],
      }).url,
    }),
    "fault",
    "its webhook in Twilio is POST https://old.example.org",
  ],
  [
    "an address on this machine",
    "public address",
    () => ({ PUBLIC_URL: "http://localhost:8000" }),
    "fault",
    "no messenger can reach it",
  ],
  [
    "an address where nobody answers",
    "signature",
    () => ({ PUBLIC_URL: `http://127.0.0.1:${freePort()}` }),
    "fault",
    "start the bot",
  ],
  [
    "a server with another PUBLIC_URL",
    "signature",
    () => ({ PUBLIC_URL: origin.replace("127.0.0.1", "localhost") }),
    "fault",
    "another PUBLIC_URL",
  ],
  [
    "a clock that is wrong",
    "clock",
    () => ({ TWILIO_API_BASE_URL: bot.twilio.url }),
    "warning",
    "time synchronisation",
  ],
  ["open access", "access", () => ({}), "warning", "WHITELISTED_USERS"],
  [
    "documentation for everybody",
    "exposure",
    () => ({ APP_ENV: "production", SECRET_KEY: "k".repeat(32), DOCS_ENABLED: "true" }),
    "warning",
    "DOCS_ENABLED=false",
  ],
])("%s has its line, and a way out", async (_what, check, settings, level, words) => {
  const [finding] = (await examined(await settings()))[check] ?? [];
  expect(finding?.level).toBe(level);
  expect(`${finding?.says} → ${finding?.fix}`).toContain(words);
});

test("every check runs when no setting can be read", async () => {
  const found: string[] = [];
  await examine({ PORT: "x", DATABASE_URL: "ftp://x", PUBLIC_URL: "nowhere" }, (check) => {
    found.push(check);
  });
  expect(found).toEqual([
    "settings",
    ".env",
    "database",
    "disk",
    "openai key",
    "openai model",
    "transcription",
    "prices",
    "public address",
    "twilio account",
    "twilio number",
    "clock",
    "signature",
    "files",
    "exposure",
    "access",
  ]);
});
