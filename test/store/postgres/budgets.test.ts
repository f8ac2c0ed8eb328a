import { SQL } from "bun";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { openTestDatabase } from "../../postgres.ts";
import { LEASE } from "../conformance/setup.ts";
import { proveBudgets } from "../money/budget-proof.ts";
import { FREE_TO_RECEIVE } from "../test-tariff.ts";

proveBudgets(
  "Two servers on one PostgreSQL",
  async () => {
    const database = await openTestDatabase();
    const sql = new SQL({ url: database.url, max: 1 });
    const clock = createFakeClock();
    const open = () =>
      openPostgresStore({ url: database.url, size: 8, clock, tariff: FREE_TO_RECEIVE });
    const stores = [await open(), await open()];
    return {
      stores: () => stores,
      // A dead process's leases run on until their end.
      restart: async () => clock.jump(LEASE.leaseMs + 1),
      query: async (statement) => [...(await sql.unsafe<Record<string, unknown>[]>(statement))],
      close: async () => {
        for (const store of stores) await store.close();
        await sql.close();
        await database.drop();
      },
    };
  },
  { plain: 640, deep: 10_000 },
);
