import { migrateDatabase } from "../store/sqlite/migrate-database.ts";
import { databasePath } from "./with-desk.ts";
import { say } from "./write-out.ts";

/** Brings the database to this program's schema. Throws `TransientError` while a server works on it. */
export function migrate(): void {
  const path = databasePath();
  const applied = migrateDatabase(path);
  if (applied.length === 0) say(`${path} has this version's schema already.`);
  else say(`${path} is brought to this version's schema: ${applied.join(", ")}.`);
}
