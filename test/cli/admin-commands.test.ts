import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { SettingItem } from "../../src/admin/wire.ts";
import { adminClient, LOCAL, signedIn } from "../admin-client.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

let bot: TestApp;
beforeAll(async () => {
  bot = await startTestApp({ settings: LOCAL, twilio: { publicUrl: LOCAL.PUBLIC_URL } });
});
afterAll(() => bot.stop());

const run = (...args: string[]) =>
  runCommand(args, { cwd: bot.folder, settings: { ...bot.settings, PORT: "8000" } });

test("admin-link prints a link that opens the running bot's page once, and --revoke ends all", async () => {
  const { said, code } = await run("admin-link");
  expect(code).toBe(0);
  expect(said).toMatch(/^http:\/\/localhost:8000\/admin\/enter#[0-9a-f]{64}\n$/);
  // The command lives by the machine's time, and the bot of this story by another.
  await bot.write(`UPDATE admin_links SET expires_at = ${bot.clock.now() + 60_000}`);
  const client = adminClient(bot);
  expect((await client.enter(said)).status).toBe(204);
  expect((await adminClient(bot).enter(said)).status).toBe(401);
  const revoked = await run("admin-link", "--revoke");
  expect(revoked.said).toContain("1 session and every open link are ended.");
  expect((await client.get("/api/session")).status).toBe(401);
});

test("settings are listed, set and reset as at the page, and recorded", async () => {
  expect((await run("settings", "set", "HUMAN_CONTACT", "Call Grace.")).code).toBe(0);
  await bot.app.maintain();
  await bot.twilio.sendText({ from: ADA, body: "/human" });
  await bot.settle();
  expect(bot.sent(ADA).at(-1)).toContain("Call Grace.");
  const listed: SettingItem[] = JSON.parse((await run("settings", "list", "--json")).said);
  const client = await signedIn(bot);
  const atThePage = await client.read<SettingItem[]>("/api/settings");
  expect(listed.find(({ name }) => name === "HUMAN_CONTACT")).toEqual(
    atThePage.find(({ name }) => name === "HUMAN_CONTACT"),
  );
  expect((await run("settings", "reset", "HUMAN_CONTACT")).said).toContain("is reset");
  const refused = await run("settings", "set", "WORKERS", "1");
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("only at a start") });
  expect((await run("settings", "set", "PORTT", "1")).said).toContain("no setting PORTT");
  expect((await run("settings", "list")).said).toMatch(/^SETTING +VALUE +ORIGIN/);
  const audit = await run("audit", "--limit", "5");
  expect(audit.said).toMatch(/terminal +setting reset +HUMAN_CONTACT/);
});
