import { accessSync, constants, existsSync } from "node:fs";
import type { Config } from "../../config.ts";
import { parseDatabaseUrl } from "../../core/database-url.ts";
import { ConfigError } from "../../core/errors.ts";
import type { Totals } from "../../store/desk.ts";
import { inspectDatabase } from "../../store/sqlite/inspect-database.ts";
import { counted, formatBytes } from "../format-figures.ts";
import { nearestFolder } from "./check-machine.ts";
import { fault, type Finding, ok, skipped, warning } from "./finding.ts";

/** Whether the database can be read and written and is whole; a server may be working on it. */
export async function checkDatabase(config: Partial<Config>): Promise<readonly Finding[]> {
  if (config.databaseUrl === undefined) return [skipped("DATABASE_URL cannot be read")];
  const location = parseDatabaseUrl(config.databaseUrl);
  if (location.dialect === "postgres") {
    const { checkPostgres } = await import("./check-postgres.ts");
    return checkPostgres(location.url, config.databasePoolSize);
  }
  return [
    location.isMemory
      ? warning("it is kept in memory and gone at every stop", "name a file")
      : checkFile(location.path),
  ];
}

function checkFile(path: string): Finding {
  const folder = nearestFolder(path);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return fault(
      `the folder ${folder} cannot be written by this user`,
      `chown it to the user that runs the bot (uid ${process.getuid?.() ?? "?"}), or change DATABASE_URL`,
    );
  }
  if (!existsSync(path)) return ok(`${path} is made at the first start`);
  try {
    const { totals, bytes } = inspectDatabase(path);
    return tellTotals(`${path} is whole and can be written`, totals, bytes);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [says = ""] = error.faults;
    return fault(says, "whatsapp-ai-bot restore FILE puts a backup in its place");
  }
}

/** What a database that is well holds; a warning when something in it was given up. */
export function tellTotals(says: string, totals: Totals, bytes: number): Finding {
  const { messages, people, open, dead } = totals;
  const held = `${says}: ${formatBytes(bytes)}, ${counted(messages, "message")} of ${counted(people, "person", "people")}, ${open} open`;
  if (dead === 0) return ok(held);
  return warning(
    `${held}, ${dead} given up`,
    "see why in the log, or with whatsapp-ai-bot explain SID; then whatsapp-ai-bot retry SID",
  );
}
