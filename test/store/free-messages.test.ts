import { openSqlite } from "./open-sqlite.ts";
import { describeFreeMessages } from "./money/free-messages.ts";

describeFreeMessages("SQLite", (clock, tariff) => openSqlite(clock, false, undefined, tariff));
