import { Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openDesk } from "../../src/store/sqlite/desk.ts";
import { createSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { FakeClock } from "../fake-clock.ts";
import { quickFolder } from "../quick-folder.ts";
import type { OpenDatabase } from "./conformance/stage.ts";

/** A store in a SQLite file of its own, which is removed when it is closed. */
export async function openSqlite(clock: FakeClock, isPulled = false): Promise<OpenDatabase> {
  const folder = quickFolder("store-");
  const path = join(folder, "bot.db");
  const store = createSqliteStore({ path, clock, isPulled });
  return {
    store,
    where: path,
    openDesk: async () => openDesk({ path, clock }),
    query: async (statement) => {
      using beside = new Database(path);
      return beside.query<Record<string, unknown>, []>(statement).all();
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
