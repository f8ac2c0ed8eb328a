import { SQL } from "bun";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
import { openTestDatabase } from "../../postgres.ts";
import { describeStore } from "../conformance.ts";

describeStore("PostgreSQL", async (clock, isPulled) => {
  const database = await openTestDatabase();
  const store = await openPostgresStore({ url: database.url, size: 4, clock, isPulled });
  return {
    store,
    loseLanes: async () => {
      await using other = new SQL({ url: database.url, max: 1 });
      await other`UPDATE lanes SET owner = NULL, lease_until = 0`;
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
});
