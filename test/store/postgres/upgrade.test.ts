import { SQL } from "bun";
import { join } from "node:path";
import { openEmptyDatabase } from "../../postgres.ts";
import { openPostgres } from "../open-postgres.ts";
import { describeUpgrade } from "../upgrade/describe-upgrade.ts";

const LEFT = Bun.file(join(import.meta.dir, "../../fixtures/databases/0.1.0.sql"));

describeUpgrade("PostgreSQL", async (clock) => {
  const database = await openEmptyDatabase();
  await using client = new SQL({ url: database.url, max: 1 });
  await client.unsafe(await LEFT.text());
  // A database that was copied from SQLite has a row for the total of all users.
  await client`INSERT INTO spending (day, user_id, tokens) VALUES ('2026-11-29', 0, 7745)`;
  return openPostgres(clock, false, database);
});
