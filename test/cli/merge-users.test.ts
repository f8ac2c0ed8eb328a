import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

let bot: TestApp;
beforeAll(async () => {
  bot = await startTestApp({ settings: { WHITELISTED_USERS: `${ADA},${BOB}` } });
  bot.openai.onMessage(/./, { content: "Here I am." });
  for (const from of [ADA, BOB]) await bot.twilio.sendText({ from, body: "Hello" });
  await bot.settle(1_500);
});
afterAll(() => bot.stop());

const run = (...args: readonly string[]) =>
  runCommand(["users", ...args], { cwd: bot.folder, settings: bot.settings });

test("an owner at the command line is told what a merge does before it is done", async () => {
  await run("persona", "1", "a patient teacher");
  await run("persona", "2", "a pirate");
  await run("language", "2", "pt");
  await run("block", "2");
  const told = await run("merge", ADA, "2");
  expect(told.code).toBe(1);
  expect(told.said).toContain("#1 Ada (+4915112345678): 1 message, 0 facts, 0 reminders.");
  expect(told.said).toContain("All of it moves to #1, and #2 is gone.");
  expect(told.said).toContain("#2 is blocked, so both addresses are.");
  expect(told.said).toContain("Language: pt of #2.");
  expect(told.said).toContain("Persona: a patient teacher stays; a pirate of #2 is dropped.");
  expect(told.said).toContain("This cannot be undone.");
  expect(told.said).toContain("Confirm with --yes.");
  expect(await bot.rows("SELECT id FROM users")).toHaveLength(2);
});

test("an owner at the command line merges two users, and finds one under both addresses", async () => {
  expect(await run("merge", "1", "9")).toMatchObject({ code: 1 });
  const merged = await run("merge", "1", BOB, "--yes");
  expect(merged).toMatchObject({ code: 0 });
  expect(merged.said).toContain("Merged: #2 is a part of #1 now.");
  expect(JSON.parse((await run("list", "--json")).said)).toMatchObject([
    { id: 1, phoneNumber: ADA, furtherAddresses: [BOB], isActive: false },
  ]);
  expect((await run("list")).said).toContain(`${ADA}, ${BOB}`);
  expect((await run("merge", "1", BOB)).said).toContain("are one user: #1.");
  // The running server knows them as one from the next message on.
  await run("allow", "1");
  await bot.twilio.sendText({ from: BOB, body: "And now?" });
  await bot.settle(1_500);
  expect(bot.sent(BOB)).toEqual(["Here I am.", "Here I am."]);
  expect(await bot.rows("SELECT DISTINCT user_id AS user FROM messages")).toEqual([{ user: 1 }]);
  const audit = await bot.rows(
    "SELECT actor, action, user_id AS user, detail FROM admin_audit WHERE action LIKE 'users%'",
  );
  expect(audit.at(-1)).toEqual({
    actor: "terminal",
    action: "users merged",
    user: 1,
    detail: "#2",
  });
});
