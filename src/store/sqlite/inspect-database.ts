import type { Database } from "bun:sqlite";
import { refuseOtherSchema } from "../compare-schema.ts";
import type { Totals } from "../totals.ts";
import { openExisting, unusable } from "./existing-database.ts";
import { compareSchema, refuseForeignTables } from "./migrate.ts";
import { quickCheck } from "./quick-check.ts";
import { damaged, errorOf } from "./storage-fault.ts";
import { totals } from "./totals.ts";

/**
 * Inspects a database without changing it, also beside a running server: intact, with this
 * program's schema, writable. Throws `ConfigError` or `TransientError` that states the fault.
 */
export function inspectDatabase(path: string): { totals: Totals; bytes: number } {
  let database: Database | null = null;
  try {
    database = openExisting(path, { readwrite: true });
    const finding = quickCheck(database);
    if (finding !== null) throw errorOf(damaged(path, finding));
    refuseForeignTables(database);
    refuseOtherSchema(path, compareSchema(database));
    // Takes and releases the lock: nothing is written, but it could have been.
    database.run("BEGIN IMMEDIATE");
    database.run("ROLLBACK");
    return { totals: totals(database), bytes: sizeOf(database) };
  } catch (cause) {
    throw unusable(path, cause);
  } finally {
    database?.close();
  }
}

// The file's size alone would omit the log of changes.
function sizeOf(database: Database): number {
  const size = database
    .query<{ bytes: number }, []>(
      "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()",
    )
    .get();
  return size?.bytes ?? 0;
}
