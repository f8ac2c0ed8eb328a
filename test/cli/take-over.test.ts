import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "take-over-"));
let bot: TestApp;

beforeAll(async () => {
  bot = await startTestApp();
  // A minute behind: what users write before a command is older than what it writes.
  followTheClock(60_000);
  bot.openai.onMessage(/./, { content: "Here I am." });
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Sets the bot's clock by the machine's, which the commands go by. */
const followTheClock = (behindMs = 0) => bot.clock.jump(Date.now() - behindMs - bot.clock.now());
const run = (...args: readonly string[]) =>
  runCommand(["conversations", ...args], { cwd: folder, settings: bot.settings });
const say = async (body: string) => {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle(1_000);
};

test("an owner at the command line takes a conversation over, answers and hands it back", async () => {
  await say("Hello");
  expect(await run("take-over", "99")).toMatchObject({ code: 1 });
  const taken = await run("take-over", ADA);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.said).toContain("The bot is silent for");
  await say("Where is my parcel?");
  const written = await run("write", "1", "It left", "Lisbon.", "--key", "order-7");
  expect(written.said).toMatch(/^Queued as message \d+/);
  expect((await run("write", "1", "It left Lisbon.", "--key", "order-7")).said).toContain(
    "This key was used before",
  );
  const reused = await run("write", "1", "Something else", "--key", "order-7");
  expect(reused).toMatchObject({
    code: 1,
    said: "Not sent: this key was used for another message.\n",
  });
  followTheClock();
  await bot.settle(2_000);
  expect(bot.sent()).toEqual(["Here I am.", "It left Lisbon."]);
  const { said } = await run("show", "1", "--json");
  expect(JSON.parse(said)).toMatchObject([
    { by: "user" },
    { by: "bot" },
    { by: "user", text: "Where is my parcel?" },
    { by: "owner", text: "It left Lisbon.", isNotice: false },
  ]);
  expect(await run("hand-back", "1")).toMatchObject({ code: 0 });
  expect(await run("hand-back", "1")).toMatchObject({ code: 1 });
  await say("Thank you!");
  expect(bot.sent().at(-1)).toBe("Here I am.");
});

test("an owner at the command line is told when the messenger delivers no text", async () => {
  await bot.write("UPDATE messages SET created_at = created_at - 90000000");
  const { said, code } = await run("write", "1", "Are you well?");
  expect(code).toBe(1);
  expect(said).toContain("within 24 hours after the user's last message: this time ended at");
});
