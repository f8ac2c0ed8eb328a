import { describeAdminStore } from "./admin-store-cases.ts";
import { openSqlite } from "./open-sqlite.ts";

describeAdminStore("SQLite", openSqlite);
