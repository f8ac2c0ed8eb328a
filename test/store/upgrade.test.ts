import { cpSync } from "node:fs";
import { join } from "node:path";
import { quickFolder } from "../quick-folder.ts";
import { openSqlite } from "./open-sqlite.ts";
import { describeUpgrade } from "./upgrade/describe-upgrade.ts";

const LEFT = join(import.meta.dir, "../fixtures/databases/0.1.0.db");

describeUpgrade("SQLite", (clock) => {
  const path = join(quickFolder("upgrade-"), "bot.db");
  cpSync(LEFT, path);
  return openSqlite(clock, false, path);
});
