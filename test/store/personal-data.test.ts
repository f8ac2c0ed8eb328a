import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { openAdminStore } from "../../src/store/sqlite/admin-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { createFakeClock } from "../fake-clock.ts";
import { quickFolder } from "../quick-folder.ts";
import { setUp } from "./conformance/setup.ts";
import { makeFullDatabase } from "./copy/a-full-database.ts";
import { TEST_TARIFF } from "./test-tariff.ts";

/** The tables whose rows name a user, which a new table joins by having the column. */
const NAMING =
  "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'user_id' WHERE m.type = 'table'";

/** Opens a database that has rows in every table, all of which are those of one user. */
async function withRowsOf(userId: number): Promise<{ path: string; [Symbol.dispose](): void }> {
  const folder = quickFolder("personal-data-");
  const path = join(folder, "bot.db");
  await makeFullDatabase(path);
  using database = new Database(path);
  const names = database
    .query<{ name: string }, []>(NAMING)
    .all()
    .map(({ name }) => name);
  for (const name of names) database.run(`UPDATE OR IGNORE ${name} SET user_id = ?`, [userId]);
  expect(Object.keys(countRows(path, userId))).toEqual(names);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** Returns how many rows of each table name a user, of those that have any. */
function countRows(path: string, userId: number): Record<string, number> {
  using database = new Database(path);
  const names = database.query<{ name: string }, []>(NAMING).all();
  const rowsOf = (name: string) =>
    database.query(`SELECT 1 FROM ${name} WHERE user_id = ?`).all(userId).length;
  return Object.fromEntries(
    names.map(({ name }) => [name, rowsOf(name)] as const).filter(([, rows]) => rows > 0),
  );
}

test("a user who has everything erased leaves rows in no table that is not known to keep them", async () => {
  using full = await withRowsOf(1);
  const clock = createFakeClock();
  const store = await openSqliteStore({ path: full.path, clock, tariff: TEST_TARIFF });
  const setup = setUp({ store, query: async () => [], close: () => store.close() }, clock);
  await setup.receive({ sid: "SM-forget" });
  let lane = await setup.claim();
  while (lane.userId !== 1) lane = await setup.claim();
  using database = new Database(full.path);
  const [request] = database
    .query<{ id: number }, []>("SELECT id FROM messages WHERE sid = 'SM-forget'")
    .all();
  expect(await store.forget(lane, request?.id ?? 0, "It is gone.")).toBe(true);
  await setup.close();
  // The confirmation, and what limits go on to count.
  const kept = { lanes: 1, messages: 1, deliveries: 1, spending: 1, spent_money: 2 };
  expect(countRows(full.path, 1)).toEqual({ ...kept, user_addresses: 1 });
});

test("a merge of two users loses the rows of no table", async () => {
  using full = await withRowsOf(2);
  const before = countRows(full.path, 2);
  const admin = openAdminStore({ path: full.path, clock: createFakeClock() });
  await admin.mergeUsers({ keep: 3, other: 2 }, { isAdmitted: false, by: TERMINAL });
  await admin.close();
  const added = { admin_audit: 1, user_addresses: 1 };
  const after = Object.entries(countRows(full.path, 3)).map(
    ([name, rows]) => [name, rows - (name in added ? 1 : 0)] as const,
  );
  expect(Object.fromEntries(after)).toEqual(before);
});
