import { openPostgresDesk } from "../../../src/store/postgres/desk.ts";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
import { openTestDatabase } from "../../postgres.ts";
import { describeDesk } from "../desk.ts";

describeDesk("PostgreSQL", async (clock) => {
  const { url, drop } = await openTestDatabase();
  const store = await openPostgresStore({ url, size: 4, clock });
  const close = async () => {
    await store.close();
    await drop();
  };
  return { opened: { store, close }, desk: await openPostgresDesk({ url, clock }) };
});
