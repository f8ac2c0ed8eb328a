import { SQL } from "bun";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import { openTestDatabase } from "../../postgres.ts";
import { setUp, type Setup } from "../conformance/setup.ts";

export interface Replicas {
  readonly one: Setup;
  readonly two: Setup;
  readonly clock: FakeClock;
  readonly url: string;
  /** Reads the rows of all replicas. */
  readonly sql: SQL;
  close(): Promise<void>;
}

/** Two stores on one new database, as two processes have them. */
export async function openReplicas({ isPulled = false } = {}): Promise<Replicas> {
  const database = await openTestDatabase();
  const sql = new SQL({ url: database.url, max: 1 });
  const clock = createFakeClock();
  const open = async (): Promise<Setup> => {
    const store = await openPostgresStore({ url: database.url, size: 8, clock, isPulled });
    const query = async (statement: string) => [
      ...(await sql.unsafe<Record<string, unknown>[]>(statement)),
    ];
    return setUp({ store, query, close: () => store.close() }, clock);
  };
  const [one, two] = [await open(), await open()];
  return {
    one,
    two,
    clock,
    url: database.url,
    sql,
    close: async () => {
      await Promise.all([one.close(), two.close(), sql.close()]);
      await database.drop();
    },
  };
}
