import { Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Tariff } from "../../src/store/charges.ts";
import { openAdminStore } from "../../src/store/sqlite/admin-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { FakeClock } from "../fake-clock.ts";
import { quickFolder } from "../quick-folder.ts";
import { TEST_TARIFF } from "./test-tariff.ts";
import type { OpenDatabase } from "./conformance/setup.ts";

/** A store in a SQLite file of its own, or in the given one; its folder is removed when it is closed. */
export async function openSqlite(
  clock: FakeClock,
  isPulled = false,
  path = join(quickFolder("store-"), "bot.db"),
  tariff: Tariff = TEST_TARIFF,
): Promise<OpenDatabase> {
  const store = await openSqliteStore({ path, clock, isPulled, tariff });
  return {
    store,
    where: path,
    openAdminStore: async () => openAdminStore({ path, clock }),
    query: async (statement) => {
      using beside = new Database(path);
      return beside.query<Record<string, unknown>, []>(statement).all();
    },
    close: async () => {
      await store.close();
      rmSync(dirname(path), { recursive: true });
    },
  };
}
