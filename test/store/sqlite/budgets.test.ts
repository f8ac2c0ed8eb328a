import { Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { quickFolder } from "../../quick-folder.ts";
import { proveBudgets } from "../money/budget-proof.ts";
import { FREE_TO_RECEIVE } from "../test-tariff.ts";

proveBudgets(
  "SQLite",
  async () => {
    const folder = quickFolder("budgets-");
    const path = join(folder, "bot.db");
    const clock = createFakeClock();
    const open = () => openSqliteStore({ path, clock, tariff: FREE_TO_RECEIVE });
    let store = await open();
    return {
      stores: () => [store],
      restart: async () => {
        await store.close();
        store = await open();
      },
      query: async (statement) => {
        using beside = new Database(path, { readonly: true });
        return beside.query<Record<string, unknown>, []>(statement).all();
      },
      close: async () => {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
  { plain: 1_280, deep: 20_000 },
);
