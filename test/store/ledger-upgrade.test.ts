import { Database } from "bun:sqlite";
import { join } from "node:path";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { migrations } from "../../src/store/sqlite/migrations.ts";
import { quickFolder } from "../quick-folder.ts";
import { openSqlite } from "./open-sqlite.ts";
import { describeLedgerUpgrade } from "./upgrade/ledger-upgrade.ts";

describeLedgerUpgrade("SQLite", async (clock, left) => {
  const path = join(quickFolder("upgrade-"), "bot.db");
  const database = new Database(path, { create: true });
  const end = migrations.findIndex(({ name }) => name.endsWith("_charges"));
  migrate(database, migrations.slice(0, end + 1));
  for (const statement of left) database.run(statement);
  database.close();
  return openSqlite(clock, false, path);
});
