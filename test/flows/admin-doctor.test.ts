import { expect, setDefaultTimeout, test } from "bun:test";
import type { AuditItem, CheckResult, Page } from "../../src/admin/wire.ts";
import { LOCAL, signedIn } from "../admin-client.ts";
import { startTestApp } from "../harness.ts";

// The checks run in a program of their own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

test("an owner has the bot checked at the page, with the command line's results", async () => {
  const bot = await startTestApp({ settings: LOCAL });
  const client = await signedIn(bot);
  const response = await client.change("POST", "/api/doctor");
  expect(response.status).toBe(200);
  const results: readonly CheckResult[] = JSON.parse(await response.text());
  const database = results.find(({ check }) => check === "database");
  expect(database).toMatchObject({ level: "ok" });
  // This test's process has no settings of a bot.
  expect(results.find(({ check }) => check === "settings")).toMatchObject({ level: "fault" });
  const { items } = await client.read<Page<AuditItem>>("/api/audit?limit=1");
  expect(items[0]?.action).toBe("checks run");
  await bot.stop();
});
