import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDesk } from "../../src/store/sqlite/desk.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { describeDesk } from "./desk.ts";

const folder = mkdtempSync(join(tmpdir(), "desk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeDesk("SQLite", async (clock) => {
  const path = join(folder, crypto.randomUUID(), "bot.db");
  const store = await openSqliteStore({ path, clock });
  return { opened: { store, close: () => store.close() }, desk: openDesk({ path, clock }) };
});
