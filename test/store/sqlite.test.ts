import { createSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { describeStore } from "./conformance.ts";

describeStore("SQLite", async (clock) => {
  const store = createSqliteStore({ path: ":memory:", clock });
  return { store, close: () => store.close() };
});
