import { describeDesk } from "./desk.ts";
import { openSqlite } from "./open-sqlite.ts";

describeDesk("SQLite", openSqlite);
