import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../src/core/errors.ts";
import { openAdminStore } from "../../../src/store/sqlite/admin-store.ts";
import { restoreDatabase } from "../../../src/store/sqlite/restore.ts";
import { ADA, startTestApp, type TestApp } from "../../harness.ts";

const SECOND = 1_000;
let bot: TestApp;
afterEach(() => bot.stop());

async function start(): Promise<void> {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Here I am." });
}

async function health(): Promise<{ status: number; database: string }> {
  const response = await fetch(`${bot.origin}/health`);
  const database = /"database":"([^"]+)"/.exec(await response.text())?.[1] ?? "";
  return { status: response.status, database };
}

const lastAnswerToTwilio = () => bot.twilio.journal.webhooks.at(-1)?.status;

for (const end of ["", "-wal", "-shm"]) {
  describe(`a file that is moved away while the server runs: bot.db${end}`, () => {
    test("is noticed within a second, takes no message, and is well again once it is back", async () => {
      await start();
      const file = bot.database + end;
      renameSync(file, `${file}.away`);
      await bot.clock.advance(SECOND);
      expect(await health()).toEqual({ status: 503, database: "moved" });
      const figures = await fetch(`${bot.origin}/metrics`);
      expect(await figures.text()).toContain("whatsapp_bot_database_up 0");
      const told = bot.log.find(({ event }) => event === "storage failed");
      expect(told?.level).toBe("error");
      expect(told?.facts["problem"]).toContain(`${file} was moved or deleted`);
      expect(told?.facts["problem"]).toContain("Move it back");
      await bot.twilio.sendText({ from: ADA, body: "Are you there?" });
      expect(lastAnswerToTwilio()).toBe(503);

      renameSync(`${file}.away`, file);
      await bot.clock.advance(SECOND);
      expect(await health()).toEqual({ status: 200, database: "ok" });
      await bot.twilio.sendText({ from: ADA, body: "And now?" });
      await bot.settle(SECOND);
      expect(bot.sent()).toEqual(["Here I am."]);
    });
  });
}

test("a database that is deleted while the server runs is rescued at its stop, with every message", async () => {
  await start();
  await bot.twilio.sendText({ from: ADA, body: "Remember me" });
  await bot.settle(SECOND);
  for (const end of ["", "-wal", "-shm"]) rmSync(bot.database + end);
  await bot.clock.advance(SECOND);
  expect((await health()).database).toBe("moved");
  let refusal: unknown = null;
  await bot.restart({}, async () => {
    const rescued = readdirSync(bot.folder).find((name) => name.includes(".rescued-")) ?? "";
    // Without it, the next start would begin with nothing.
    const { openSqliteStore } = await import("../../../src/store/sqlite/sqlite-store.ts");
    try {
      await openSqliteStore({ path: bot.database, clock: bot.clock });
    } catch (error) {
      refusal = error;
    }
    restoreDatabase(join(bot.folder, rescued), bot.database, bot.clock.now());
  });
  expect(refusal).toBeInstanceOf(ConfigError);
  expect(String(refusal)).toContain("whatsapp-ai-bot restore");
  const admin = openAdminStore({ path: bot.database, clock: bot.clock });
  const said = await admin.conversation((await admin.findUser(ADA))?.id ?? 0, 10);
  expect(said.map(({ text }) => text)).toEqual(["Remember me", "Here I am."]);
  await admin.close();
});
