import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, TransientError } from "../../../src/core/errors.ts";
import { restoreDatabase } from "../../../src/store/sqlite/restore.ts";
import { openAdminStore, type SqliteAdminStore } from "../../../src/store/sqlite/admin-store.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../../harness.ts";

let bot: TestApp;
let admin: SqliteAdminStore;
const start = async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Here I am." });
  admin = openAdminStore({ path: bot.database, clock: bot.clock });
};
afterEach(async () => {
  await admin.close();
  await bot.stop();
});

const write = async (from: string, body: string) => {
  await bot.twilio.sendText({ from, body });
  await bot.settle(1_000);
};

describe("a backup", () => {
  const folder = mkdtempSync(join(tmpdir(), "backup-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("taken while messages come in is whole, private, and brings everything back", async () => {
    await start();
    await write(ADA, "Before the backup");
    const coming = Array.from({ length: 20 }, (_, i) => write(BOB, `Meanwhile ${i}`));
    const file = join(folder, "backup.db");
    expect(admin.backUp(file).users).toBeGreaterThan(0);
    await Promise.all(coming);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const elsewhere = join(folder, "restored", "bot.db");
    restoreDatabase(file, elsewhere, bot.clock.now());
    const restored = openAdminStore({ path: elsewhere, clock: bot.clock });
    const ada = await restored.findUser(ADA);
    const said = await restored.conversation(ada?.id ?? 0, 10);
    expect(said.map(({ text }) => text)).toEqual(["Before the backup", "Here I am."]);
    await restored.close();
  });

  test("never replaces a file, nor a database that a server works on", async () => {
    await start();
    const file = join(folder, "second.db");
    admin.backUp(file);
    expect(() => admin.backUp(file)).toThrow(ConfigError);
    expect(() => restoreDatabase(file, bot.database, bot.clock.now())).toThrow(TransientError);
  });

  test("that is invalid changes nothing; a valid one keeps the previous database", async () => {
    await start();
    await write(ADA, "Hello");
    const good = join(folder, "good.db");
    admin.backUp(good);
    const elsewhere = join(folder, "other", "bot.db");
    expect(restoreDatabase(good, elsewhere, bot.clock.now()).keptAt).toBeNull();
    for (const [name, content] of [
      ["nonsense.db", "no database at all"],
      ["empty.db", ""],
    ] as const) {
      const file = join(folder, name);
      await Bun.write(file, content);
      expect(() => restoreDatabase(file, elsewhere, bot.clock.now())).toThrow(ConfigError);
    }
    const { keptAt, messages } = restoreDatabase(good, elsewhere, bot.clock.now());
    expect(messages).toBe(1);
    expect(existsSync(keptAt ?? "")).toBe(true);
  });
});
