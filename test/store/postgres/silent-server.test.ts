import { SQL } from "bun";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { TransientError } from "../../../src/core/errors.ts";
import { migrateDatabase } from "../../../src/store/postgres/migrate-database.ts";
import { onConnection } from "../../../src/store/postgres/on-connection.ts";
import { startDatabaseProxy } from "../../database-proxy.ts";
import { openTestDatabase, type TestDatabase } from "../../postgres.ts";
import { waitFor, waitUntil } from "../../wait-for.ts";

const LONG_MS = 30_000;

let database: TestDatabase;
let operator: SQL;
beforeEach(async () => {
  database = await openTestDatabase();
  operator = new SQL({ url: database.url, max: 2 });
});
afterEach(async () => {
  await operator.close({ timeout: 0 });
  await database.drop();
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );

/** Returns whether a session waits for a lock of this database. */
async function isAnyKeptWaiting(): Promise<boolean> {
  const found = await operator`SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return found.length > 0;
}

test(
  "a server that starts while the network drops its database's responses gives up, to try again",
  async () => {
    const proxy = await startDatabaseProxy();
    const url = proxy.through(database.url);
    let starting = Promise.resolve<unknown>(null);
    await operator.begin(async (holder) => {
      await holder`LOCK TABLE schema_migrations`;
      starting = failure(migrateDatabase(url));
      await waitUntil("the start to ask for the schema", isAnyKeptWaiting);
      proxy.hang();
    });
    const reason = await waitFor("the start to be given up", starting);
    expect(reason).toBeInstanceOf(TransientError);
    expect(String(reason)).toContain("has not answered within");
    proxy.stop();
  },
  LONG_MS,
);

test("a look at a database ends at its deadline, whether or not the server ever answers", async () => {
  const looking = onConnection(database.url, 200, async (client) => client`SELECT pg_sleep(60)`);
  const reason = await waitFor("the look to be given up", failure(looking));
  expect(reason).toBeInstanceOf(TransientError);
  expect(String(reason)).toContain("within 200 ms");
});
