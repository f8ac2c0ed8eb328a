import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Config } from "../../config.ts";
import { parseDatabaseUrl } from "../../core/database-url.ts";
import { ConfigError, TransientError } from "../../core/errors.ts";
import { realPath } from "../../store/sqlite/acquire-database.ts";
import { hasUnfinishedRestore, refuseEmptyStart } from "../../store/sqlite/finish-restore.ts";
import { inspectDatabase } from "../../store/sqlite/inspect-database.ts";
import { lookAt } from "../../store/sqlite/storage-fault.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";
import { describeTotals } from "./describe-totals.ts";

/** Checks that the database is intact, readable and writable; a server may be using it. */
export async function checkDatabase(config: Partial<Config>): Promise<readonly Finding[]> {
  if (config.databaseUrl === undefined) return [skipped("DATABASE_URL cannot be read")];
  const location = parseDatabaseUrl(config.databaseUrl);
  if (location.dialect === "postgres") {
    const { checkPostgres } = await import("./check-postgres.ts");
    return checkPostgres(location.url, config.databasePoolSize);
  }
  return [
    location.isMemory
      ? warning("it is in memory and lost at every stop", "name a file")
      : checkFile(location.path),
  ];
}

function checkFile(given: string): Finding {
  try {
    const forbidden = lookAt(given);
    if (forbidden !== null) return fault(forbidden.says, forbidden.fix);
    const path = existsSync(dirname(given)) ? realPath(given) : given;
    if (hasUnfinishedRestore(path)) {
      return warning(`a restore of ${path} was interrupted`, "start the bot: it is finished then");
    }
    if (existsSync(dirname(path))) refuseEmptyStart(path);
    if (!existsSync(path)) return ok(`${path} is created at the first start`);
    const { totals, bytes } = inspectDatabase(path);
    return describeTotals(`${path} is intact and writable`, totals, bytes);
  } catch (error) {
    // The message states the fix as well.
    if (error instanceof ConfigError || error instanceof TransientError) {
      return fault(error.message, null);
    }
    throw error;
  }
}
