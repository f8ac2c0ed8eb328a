import { SQL } from "bun";
import { migrate } from "../../../src/store/postgres/migrate.ts";
import { migrations } from "../../../src/store/postgres/migrations.ts";
import { openEmptyDatabase } from "../../postgres.ts";
import { openPostgres } from "../open-postgres.ts";
import { describeLedgerUpgrade } from "../upgrade/ledger-upgrade.ts";

describeLedgerUpgrade("PostgreSQL", async (clock, left) => {
  const database = await openEmptyDatabase();
  await using sql = new SQL({ url: database.url, max: 1 });
  const end = migrations.findIndex(({ name }) => name.endsWith("_charges"));
  await migrate(sql, migrations.slice(0, end + 1));
  for (const statement of left) await sql.unsafe(statement);
  return openPostgres(clock, false, database);
});
