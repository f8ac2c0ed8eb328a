import { sql } from "drizzle-orm";
import type { Reader, Transaction } from "../driver.ts";
import { deleteRows, selectRows } from "../plain-statements.ts";
import type { Given } from "../statement.ts";
import { recordAudit } from "./admin-access.ts";
import { keepValue } from "./settings.ts";

/** Before the name of a setting, in the table that also holds the bot's own notes. */
const PREFIX = "setting:";
/** The character after the prefix's last: an index finds what is between them. */
const END = "setting;";

export async function storedSettings(reader: Reader): Promise<Record<string, string>> {
  const rows = await reader.all(changedSettings, { from: PREFIX, to: END });
  return Object.fromEntries(rows.map(({ key, value }) => [key.slice(PREFIX.length), value]));
}

const changedSettings = selectRows("settings", ["key", "value"], {
  where: ({ settings }, given: Given<"from" | "to">) =>
    sql`${settings.key} >= ${given.from} and ${settings.key} < ${given.to}`,
});

export async function storeSetting(
  transaction: Transaction,
  name: string,
  value: string | null,
  by: string,
): Promise<void> {
  const key = PREFIX + name;
  if (value === null) await transaction.all(deleteSetting, { key });
  else await transaction.all(keepValue, { key, value, now: transaction.now });
  // The value may be a text for users, and is not repeated in the record.
  const action = value === null ? "setting reset" : "setting changed";
  await recordAudit(transaction, { by, action, detail: name });
}

const deleteSetting = deleteRows("settings", { by: ["key"] });
