import type { Database } from "bun:sqlite";

/** What is wrong with the file, or null when nothing is: reads all of it, some 50 MB/s. */
export function quickCheck(database: Database): string | null {
  const found = database.query<{ quick_check: string }, []>("PRAGMA quick_check(3)").all();
  if (found[0]?.quick_check === "ok") return null;
  return found.map((row) => row.quick_check).join("; ");
}
