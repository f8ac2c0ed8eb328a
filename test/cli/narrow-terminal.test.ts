import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { hanging } from "../../src/cli/terminal-width.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { openTerminal } from "./terminal.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

const MAIN = join(import.meta.dir, "../../src/main.ts");
let bot: TestApp;
let sid = "";

beforeAll(async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "A long answer, which no narrow terminal has room for." });
  ({ sid } = await bot.twilio.sendText({ from: ADA, body: "Are you there?" }));
  await bot.settle(1_000);
});
afterAll(() => bot.stop());

/** Returns the output of a command in a terminal of this width, line by line. */
async function shown(args: string[], columns: number): Promise<string[]> {
  const terminal = openTerminal([process.execPath, "--no-env-file", MAIN, ...args], {
    cwd: bot.folder,
    env: { ...bot.settings, PATH: process.env["PATH"] },
    columns,
  });
  await terminal.exited();
  return terminal.printed().split("\r\n");
}

describe.each([40, 50, 60])("in a terminal of %d columns", (columns) => {
  test("no line of a table, a timeline or a report breaks where it pleases", async () => {
    const commands = [
      ["users", "list"],
      ["explain", sid],
      ["doctor"],
      ["conversations", "show", "1"],
      ["--help"],
      ["demo", "--help"],
    ];
    for (const args of commands) {
      const lines = await shown(args, columns);
      expect(lines.length).toBeGreaterThan(2);
      // The one line of the usage is copied whole.
      const text = lines.filter((line) => !line.startsWith("Usage:"));
      expect(text.filter((line) => Bun.stringWidth(line) > columns)).toEqual([]);
    }
  });
});

test("a wide terminal has one line for each user and each event", async () => {
  const table = await shown(["users", "list"], 140);
  expect(table.filter((line) => line !== "")).toHaveLength(2);
  const timeline = await shown(["explain", sid], 140);
  expect(timeline.filter((line) => line.includes("handed to the messenger"))).toHaveLength(1);
});

test("a long text continues below its beginning, or below its head", () => {
  expect(hanging("- one  ", "two three four five six seven eight nine", 40)).toBe(
    "- one  two three four five six seven\n       eight nine",
  );
  const head = `${" ".repeat(19)}  > `;
  expect(hanging(head, "two three four five six seven eight nine", 40)).toBe(
    `${head.trimEnd()}\n    two three four five six seven eight\n    nine`,
  );
  expect(hanging("- one  ", "two ".repeat(50), null)).toBe(`- one  ${"two ".repeat(50)}`);
});
