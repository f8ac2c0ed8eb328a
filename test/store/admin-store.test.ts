import { describeDesk } from "./admin-store-cases.ts";
import { openSqlite } from "./open-sqlite.ts";

describeDesk("SQLite", openSqlite);
