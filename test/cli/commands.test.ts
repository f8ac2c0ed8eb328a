import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import type { Environment } from "../../src/config.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { isOnPostgres } from "../story-database.ts";
import { runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(30_000);

const folder = mkdtempSync(join(tmpdir(), "commands-"));
let bot: TestApp;
let sid = "";

beforeAll(async () => {
  bot = await startTestApp({ settings: { RATE_LIMIT_MESSAGES: "3" } });
  bot.openai.onMessage(/./, { content: "Here I am." });
  ({ sid } = await bot.twilio.sendText({ from: ADA, body: "Are you there?" }));
  await bot.settle(1_000);
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], settings: Environment = bot.settings) =>
  runCommand(args, { cwd: folder, settings });

test("help teaches the way from nothing to a bot, and the exit codes", async () => {
  const { said, code } = await run(["--help"]);
  expect(code).toBe(0);
  for (const word of ["setup", "doctor", "explain", "backup", "Exit codes"]) {
    expect(said).toContain(word);
  }
});

test("without a terminal nothing is coloured, and scripts get JSON", async () => {
  const { said } = await run(["users", "list"]);
  expect(said).toMatch(/^ID {2}ADDRESS/);
  expect(said).not.toContain("\u001b");
  const { said: json } = await run(["users", "list", "--json"]);
  expect(JSON.parse(json)).toMatchObject([{ id: 1, phoneNumber: ADA, messages: 1 }]);
});

test("a user's budget is set, shown, listed and ended again", async () => {
  const { said, code } = await run(["users", "budget", "1", "--day", "5", "--month", "0"]);
  expect(code).toBe(0);
  expect(said).toMatch(/today {7}\$0\.\d+ of \$5\.00\n {2}this month {2}\$0\.\d+, no limit\n$/);
  expect((await run(["users", "list"])).said).toContain("$5.00 a day, any a month");
  const { said: json } = await run(["users", "budget", "1", "--json"]);
  expect(JSON.parse(json)).toMatchObject({ day: { limit: "5000000000", isOwn: true } });
  const ended = await run(["users", "budget", "1", "--day", "off", "--month", "off"]);
  expect(ended.said).toContain("(DAILY_BUDGET_USD_PER_USER)");
  expect(await run(["users", "budget", "99"])).toMatchObject({ code: 1 });
  const refused = await run(["users", "budget", "1", "--day", "-3"]);
  expect(refused.complained).toContain("such as 5 or 0.50, or off");
});

test("JSON holds nothing that a terminal acts on, and all that was written", async () => {
  const name =
    "A\u009b31md\u202ea\u2066 \u2028\u{e0041}\u001b]0;x\u0007\u007f\ud83d\udc69\u200d\ud83d\ude80 Zoë";
  await bot.twilio.sendText({ from: ADA, body: "And now?", profileName: name });
  await bot.settle(1_000);
  const { said } = await run(["users", "list", "--json"]);
  expect(JSON.parse(said)).toMatchObject([{ name }]);
  expect(said.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu)?.filter((c) => c !== "\n")).toEqual([]);
  expect(said).toContain("Zoë");
});

test.skipIf(isOnPostgres)(
  "a backup replaces the database of a stopped bot, which is recorded",
  async () => {
    expect(await run(["backup", "copy.db"])).toMatchObject({ code: 0 });
    const elsewhere = { ...bot.settings, DATABASE_URL: `sqlite:///${join(folder, "restored.db")}` };
    expect((await run(["restore", "copy.db"], elsewhere)).said).toMatch(
      /is now restored from .*copy\.db: 2 messages of 1 user/,
    );
    expect((await run(["audit", "--limit", "1"], elsewhere)).said).toMatch(
      /terminal +database restored +copy\.db/,
    );
    expect((await run(["restore", "copy.db"], elsewhere)).said).toContain(
      "The previous database is kept: ",
    );
  },
);

test("times in JSON are ISO 8601, whatever they are of", async () => {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  const json = async (...args: string[]) => JSON.parse((await run([...args, "--json"])).said);
  const [user] = await json("users", "list");
  const [said] = await json("conversations", "show", ADA.replace("whatsapp:", ""));
  const life = await json("explain", sid);
  for (const time of [user.lastWroteAt, said.at, life.receivedAt, life.parts[0].changedAt]) {
    expect(time).toMatch(iso);
  }
  expect(life.parts[0].length).toBe("Here I am.".length);
});

test("doctor says how much the database holds", async () => {
  expect((await run(["doctor"])).said).toMatch(/\d+ messages of \d users?,/);
});

test("a notice of ours is marked in the conversation that it is not part of", async () => {
  for (let count = 0; count < 4; count += 1) {
    await bot.twilio.sendText({ from: BOB, body: `number ${count}` });
  }
  await bot.settle(1_000);
  const who = BOB.replace("whatsapp:", "");
  const { said } = await run(["conversations", "show", who]);
  expect(said.match(/bot {2}\[notice\]/g)).toHaveLength(1);
  const { said: json } = await run(["conversations", "show", who, "--json"]);
  const entries: { by: string; isNotice: boolean }[] = JSON.parse(json);
  expect(entries.filter(({ isNotice }) => isNotice)).toMatchObject([{ by: "bot" }]);
});

test("one message is explained, and an unknown one exits with 1", async () => {
  const { said, code } = await run(["explain", sid]);
  expect(code).toBe(0);
  expect(said).toContain("delivered to the phone");
  expect(said).not.toContain("Are you there?");
  expect(await run(["explain", "SMnothing"])).toMatchObject({ code: 1 });
});

test("one message that was given up is explained with the command to retry it", async () => {
  const turn = (state: string) =>
    bot.write(`UPDATE messages SET state = '${state}' WHERE sid = '${sid}'`);
  await turn("dead");
  const { said } = await run(["explain", sid]);
  await turn("done");
  expect(said).toMatch(/Once that is fixed: whatsapp-ai-bot retry \d+/);
});

test("a conversation is shown to an operator on the server", async () => {
  const { said, code } = await run(["conversations", "show", ADA.replace("whatsapp:", "")]);
  expect(code).toBe(0);
  expect(said).toContain("Are you there?");
  expect(said).toContain("Here I am.");
});

test("a wrong command line ends with 64, a missing database with 78, a running server with 75", async () => {
  const nowhere = { ...bot.settings, DATABASE_URL: join(folder, "none.db") };
  const [wrong, short, missing, running] = await Promise.all([
    run(["users", "allow", "my friend"]),
    run(["explain"]),
    run(["users", "list"], nowhere),
    run(["migrate"]),
  ]);
  expect(wrong).toMatchObject({ code: 64, complained: expect.stringContaining("my friend") });
  expect(short).toMatchObject({ code: 64, complained: expect.stringContaining("MessageSid") });
  expect(missing).toMatchObject({
    code: 78,
    complained: expect.stringContaining("There is no database"),
  });
  // PostgreSQL takes a new schema while servers work on it.
  expect(running).toMatchObject({ code: isOnPostgres ? 0 : 75 });
});

test("no user is erased without a yes", async () => {
  expect(await run(["users", "forget", "1"])).toMatchObject({ code: 1 });
  expect(await bot.rows("SELECT id FROM users WHERE id = 1")).toHaveLength(1);
});

test("a user's data is written to a new file that only its owner reads", async () => {
  const file = join(folder, "ada.zip");
  const who = ADA.replace("whatsapp:", "");
  expect(await run(["users", "export", who, "--to", file])).toMatchObject({ code: 0 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const files = unzipSync(readFileSync(file));
  expect(strFromU8(files["data.txt"] ?? new Uint8Array())).toContain("You: Are you there?");
  const data = JSON.parse(strFromU8(files["data.json"] ?? new Uint8Array()));
  expect(data.messages[0]).toMatchObject({ text: "Are you there?", answer: "Here I am." });
  expect(JSON.stringify(data)).not.toContain("number 0");
  const again = await run(["users", "export", who, "--to", file]);
  expect(again).toMatchObject({ code: 78, complained: expect.stringContaining("exists already") });
  expect(await run(["users", "export", "99", "--to", `${file}2`])).toMatchObject({ code: 1 });
});

test("health is an exit code for containers", async () => {
  const { port } = new URL(bot.origin);
  expect(await run(["healthcheck"], { ...bot.settings, PORT: port })).toMatchObject({ code: 0 });
  const { port: other } = new URL(bot.twilio.url);
  // The stand-in answers on that port, but not as a bot.
  expect(await run(["healthcheck"], { ...bot.settings, PORT: other })).toMatchObject({ code: 1 });
});

test("setup without questions writes a private .env with a new key, also into a copy of the example", async () => {
  copyFileSync(join(import.meta.dir, "../../.env.example"), join(folder, ".env"));
  const { code, said } = await run(["setup", "--no-input"], {
    ...bot.settings,
    OPENAI_MODEL: "gpt-6-luna",
  });
  expect(code).toBe(0);
  expect(said).toContain("POST https://bot.example.org/webhook");
  expect(said).not.toContain("an-auth-token-of-the-tests");
  const file = join(folder, ".env");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const written = readFileSync(file, "utf8");
  expect(written).toMatch(/^SECRET_KEY=[0-9a-f]{64}$/m);
  // Once more, from the file alone: the same key, and the same steps.
  const again = await run(["setup", "--no-input"], {});
  expect(readFileSync(file, "utf8")).toBe(written);
  expect(again.said.split("\n").slice(1)).toEqual(said.split("\n").slice(1));
});

test("costs adds up to the nano-dollar, in every grouping", async () => {
  const { said, code } = await run(["costs", "--by", "kind"]);
  // By the days since the first charge, not by all that are asked for.
  const costs = JSON.parse((await run(["costs", "--days", "30000", "--json"])).said);
  const [first] = await bot.rows<{ day: string }>("SELECT MIN(day) AS day FROM charges");
  const passed = Date.parse(new Date().toISOString().slice(0, 10)) - Date.parse(first?.day ?? "");
  const days = BigInt(passed / 86_400_000 + 1);
  expect(BigInt(costs.projection)).toBe((BigInt(costs.total) * 30n) / days);
  expect(code).toBe(0);
  expect(said).toContain("message in");
  expect(said).toMatch(/Total since 20\d\d-\d\d-\d\d: \$0\.\d+, \d+ % of it estimated/);
  const [row] = await bot.rows<{ nano: string }>(
    "SELECT CAST(SUM(nano_dollars) AS TEXT) AS nano FROM charges",
  );
  for (const by of ["user", "model", "kind", "channel", "day"]) {
    const { said: json } = await run(["costs", "--by", by, "--days", "30000", "--json"]);
    const { total, groups } = JSON.parse(json);
    const sum = groups.reduce(
      (all: bigint, one: { nanoDollars: string }) => all + BigInt(one.nanoDollars),
      0n,
    );
    expect(sum).toBe(BigInt(total));
    expect(sum).toBe(BigInt(row?.nano ?? 0));
    // A message and its answer, $0.005 each.
    expect(sum).toBeGreaterThanOrEqual(10_000_000n);
  }
  expect((await run(["costs", "--by", "moon"])).code).not.toBe(0);
  const explained = await run(["explain", sid]);
  expect(explained.said).toMatch(/cost \$0\.\d+/);
  expect(explained.said).toContain("$0.005000 message received, charged by Twilio, estimated");
});
