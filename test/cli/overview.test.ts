import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { ChannelState, LogLine, Now } from "../../src/admin/wire.ts";
import { LOCAL, signedIn } from "../admin-client.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { isOnPostgres } from "../story-database.ts";
import { runCommand } from "./run-command.ts";
import { openTerminal } from "./terminal.ts";
import { PROGRAM } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

let bot: TestApp;
beforeAll(async () => {
  bot = await startTestApp({
    settings: { DAILY_BUDGET_USD: "5", ...LOCAL },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
  bot.openai.onMessage(/./, { content: "Here I am." });
  await bot.twilio.sendText({ from: ADA, body: "Are you there?" });
  await bot.settle();
});
afterAll(() => bot.stop());

const settings = () => ({ ...bot.settings, PORT: new URL(bot.origin).port });
const run = (...args: string[]) => runCommand(args, { cwd: bot.folder, settings: settings() });

test("status shows the overview of the page, and who runs", async () => {
  const atThePage = await (await signedIn(bot)).read<Now>("/api/now");
  const { said, code } = await run("status", "--json");
  const status: Now = JSON.parse(said);
  expect(code).toBe(0);
  expect(status).toMatchObject({
    state: "running",
    queue: atThePage.queue,
    today: { budget: 5_000_000_000 },
    problems: [],
  });
  expect((await run("status")).said).toMatch(
    /^● Running for .*\n\n {2}[·▁-█]{60}\n {2}Last hour .*Queue +empty\n.*Cost today +\$\S+ of \$5\.00/s,
  );
});

test("status of a bot that does not run shows what the database has, and exits with 1", async () => {
  const elsewhere = { ...bot.settings, PORT: "1" };
  const { said, code } = await runCommand(["status"], { cwd: bot.folder, settings: elsewhere });
  expect(code).toBe(1);
  expect(said).toContain("No server runs on this machine with this PORT");
  expect(said).toMatch(/Queue +empty/);
});

test("channels shows what the page does", async () => {
  const atThePage = await (await signedIn(bot)).read<ChannelState[]>("/api/channels");
  const listed: readonly ChannelState[] = JSON.parse((await run("channels", "--json")).said);
  expect(listed.map(({ name, webhooks, steps }) => ({ name, webhooks, steps }))).toEqual(
    atThePage.map(({ name, webhooks, steps }) => ({ name, webhooks, steps })),
  );
  const { said } = await run("channels");
  expect(said).toMatch(/^twilio {2}\+14155238886 {2}works\n {2}last received {2}2026-/);
  expect(said).toContain("http://localhost:8000/webhook");
});

test("log shows the running bot's lines by level and text, and follows them until Ctrl-C", async () => {
  const first = (await run("log", "--json", "--limit", "1", "--search", "queued")).said;
  const line: LogLine = JSON.parse(first);
  expect(line).toMatchObject({ level: "info", event: "message queued" });
  // The names of LOG_LEVEL.
  for (const level of ["warning", "error"])
    expect(await run("log", "--level", level)).toMatchObject({ said: "", code: 0 });
  const terminal = openTerminal([...PROGRAM, "log", "--follow"], {
    cwd: bot.folder,
    env: { ...settings(), PATH: process.env["PATH"] },
  });
  await terminal.see(/info +message queued/);
  await terminal.see(/delivered/);
  await bot.twilio.sendText({ from: ADA, body: "And now?" });
  await bot.settle();
  await terminal.see(/info +message queued/);
  terminal.type("\u0003");
  expect(await terminal.exited()).toBe(0);
  expect(await bot.rows("SELECT hash FROM admin_sessions WHERE owner IS NULL")).toHaveLength(2);
});

test("log of a bot that does not run says so", async () => {
  const elsewhere = { ...bot.settings, PORT: "1" };
  const { complained, code } = await runCommand(["log"], { cwd: bot.folder, settings: elsewhere });
  expect(code).toBe(75);
  expect(complained).toContain("does not answer (ECONNREFUSED): is the bot running");
});

test.skipIf(isOnPostgres)("backups are made, listed and removed as at the page", async () => {
  expect((await run("backup", "list")).said).toContain("There is no backup yet");
  expect((await run("backup")).said).toContain("read again, whole");
  const [backup] = JSON.parse((await run("backup", "list", "--json")).said);
  const atThePage = await (await signedIn(bot)).read<{ files: unknown[] }>("/api/backups");
  expect(atThePage.files).toEqual([expect.objectContaining({ name: backup.name })]);
  expect((await run("backup", "list")).said).toContain(backup.name);
  expect((await run("audit", "--limit", "2")).said).toMatch(/terminal +backup created/);
  expect((await run("backup", "remove", backup.name)).said).toContain("is removed");
  expect((await run("backup", "remove", "../bot.db")).code).toBe(1);
  expect((await run("audit", "--limit", "1")).said).toMatch(/terminal +backup removed/);
});
