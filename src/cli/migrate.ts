import { withoutPassword } from "./postgres-address.ts";
import { databaseLocation } from "./with-admin-store.ts";
import { say } from "./write-out.ts";

/**
 * Migrates the database to this program's schema. Throws `TransientError` while a server uses a
 * SQLite database, or while PostgreSQL is not available.
 */
export async function migrate(): Promise<void> {
  const { name, applied } = await migrateWhatIsSet();
  if (applied.length === 0) say(`${name} already has this version's schema.`);
  else say(`${name} was migrated to this version's schema: ${applied.join(", ")}.`);
}

async function migrateWhatIsSet(): Promise<{ name: string; applied: readonly string[] }> {
  const location = databaseLocation();
  if (location.dialect === "postgres") {
    const { migrateDatabase } = await import("../store/postgres/migrate-database.ts");
    return { name: withoutPassword(location.url), applied: await migrateDatabase(location.url) };
  }
  const { migrateDatabase } = await import("../store/sqlite/migrate-database.ts");
  return { name: location.path, applied: migrateDatabase(location.path, Date.now(), say) };
}
