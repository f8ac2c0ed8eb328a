import type { Database } from "bun:sqlite";

/**
 * Returns the damage found in the file, or null if there is none. Reads the whole file, at some 50
 * MB/s.
 */
export function quickCheck(database: Database): string | null {
  const found = database.query<{ quick_check: string }, []>("PRAGMA quick_check(3)").all();
  if (found[0]?.quick_check === "ok") return null;
  return found.map((row) => row.quick_check).join("; ");
}
