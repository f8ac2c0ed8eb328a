import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "change-user-"));
let bot: TestApp;

beforeAll(async () => {
  bot = await startTestApp({ settings: { ACCESS_MODE: "pairing" } });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await bot.twilio.sendText({ from: ADA, body: "Hello" });
  await bot.settle(1_500);
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) =>
  runCommand(args, { cwd: folder, settings: bot.settings });

test("an owner at the command line lets a user in by their code", async () => {
  const [user] = await bot.rows<{ code: string }>("SELECT code FROM users");
  expect(await run("users", "approve", "NOSUCH")).toMatchObject({ code: 1 });
  expect(await run("users", "approve", user?.code ?? "")).toMatchObject({ code: 0 });
  expect(await bot.rows("SELECT is_whitelisted AS allowed FROM users")).toEqual([{ allowed: 1 }]);
});

test("an owner at the command line changes how a user is answered, and resets it", async () => {
  const chosen = () => bot.rows("SELECT persona, language, time_zone AS zone FROM users");
  await run("users", "persona", "1", "a", "patient", "teacher");
  await run("users", "language", "1", "pt");
  await run("users", "timezone", "1", "Lisbon");
  expect(await chosen()).toEqual([
    { persona: "a patient teacher", language: "pt", zone: "Europe/Lisbon" },
  ]);
  for (const what of ["persona", "language", "timezone"]) await run("users", what, "1", "off");
  expect(await chosen()).toEqual([{ persona: null, language: null, zone: null }]);
  expect(await run("users", "timezone", "1", "Atlantis")).toMatchObject({ code: 1 });
  expect(await run("users", "persona", "99", "x")).toMatchObject({ code: 1 });
});

test("an owner at the command line lists and deletes facts and reminders", async () => {
  const now = bot.clock.now();
  await bot.write(`INSERT INTO facts (user_id, text, created_at) VALUES (1, 'likes tea', ${now})`);
  await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
    VALUES (1, 1, 'Water the plants', ${now + 3_600_000}, ${now}, ${now})`);
  expect((await run("users", "facts", "1")).said).toContain("likes tea");
  expect((await run("users", "reminders", "1")).said).toContain("Water the plants");
  expect(await run("users", "facts", "1", "--forget", "1")).toMatchObject({ code: 0 });
  expect(await run("users", "reminders", "1", "--cancel", "1")).toMatchObject({ code: 0 });
  expect(await run("users", "reminders", "1", "--cancel", "1")).toMatchObject({ code: 1 });
  expect((await run("users", "facts", "1", "--json")).said.trim()).toBe("[]");
});

test("an owner at the command line lists conversations, and ends a request for a human", async () => {
  await bot.twilio.sendText({ from: ADA, body: "/human" });
  await bot.settle(1_500);
  expect((await run("conversations", "list")).said).toContain("asks for a human");
  expect(await run("conversations", "answered", "1")).toMatchObject({ code: 0 });
  expect((await run("conversations", "list", "--search", "nowhere")).said).toContain(
    "No conversation",
  );
});

test("an owner's changes at the command line leave a row each in the record of changes", async () => {
  await bot.write("DELETE FROM admin_audit");
  const now = bot.clock.now();
  await bot.write(`INSERT INTO facts (user_id, text, created_at) VALUES (1, 'likes tea', ${now})`);
  const [{ id: fact } = { id: 0 }] = await bot.rows<{ id: number }>("SELECT id FROM facts");
  const [{ code } = { code: "" }] = await bot.rows<{ code: string }>("SELECT code FROM users");
  const commands = [
    ["users", "approve", code],
    ["users", "block", "1"],
    ["users", "allow", "1"],
    ["users", "language", "1", "pt"],
    ["users", "timezone", "1", "off"],
    ["users", "budget", "1", "--day", "2"],
    ["users", "facts", "1", "--forget", String(fact)],
    ["conversations", "take-over", "1"],
    ["conversations", "hand-back", "1"],
    ["users", "forget", "1", "--yes"],
  ];
  for (const command of commands) expect(await run(...command)).toMatchObject({ code: 0 });
  // Neither shows nor fails to change something are changes.
  await run("users", "budget", "1");
  await run("users", "block", "77");
  const rows = await bot.rows<Record<string, string | null>>(
    "SELECT actor, action, detail FROM admin_audit ORDER BY id",
  );
  expect(rows.map(({ actor }) => actor)).toEqual(commands.map(() => "terminal"));
  expect(rows.map(({ action, detail }) => `${action} ${detail}`.trim())).toEqual([
    "user admitted",
    "user blocked",
    "user admitted",
    "user changed language",
    "user changed time zone",
    "user changed daily budget",
    "fact deleted",
    "conversation taken over",
    "conversation handed back",
    "user erased",
  ]);
});
