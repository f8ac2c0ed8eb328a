import { SQL } from "bun";
import type { Tariff } from "../../src/store/charges.ts";
import { openPostgresAdminStore } from "../../src/store/postgres/admin-store.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import type { FakeClock } from "../fake-clock.ts";
import { openTestDatabase, type TestDatabase } from "../postgres.ts";
import { TEST_TARIFF } from "./test-tariff.ts";
import type { OpenDatabase } from "./conformance/setup.ts";

/** A store in a PostgreSQL database of its own, or in the one that is given; it is dropped when it is closed. */
export async function openPostgres(
  clock: FakeClock,
  isPulled = false,
  given?: TestDatabase,
  tariff: Tariff = TEST_TARIFF,
): Promise<OpenDatabase> {
  const database = given ?? (await openTestDatabase());
  const { url } = database;
  const store = await openPostgresStore({ url, size: 4, clock, isPulled, tariff });
  return {
    store,
    where: url,
    openAdminStore: () => openPostgresAdminStore({ url, clock }),
    query: async (statement) => {
      await using beside = new SQL({ url, max: 1 });
      return [...(await beside.unsafe<Record<string, unknown>[]>(statement))];
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}
