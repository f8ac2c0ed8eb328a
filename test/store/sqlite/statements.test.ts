import { expect, test } from "bun:test";
import { createSqliteDriver } from "../../../src/store/sqlite/driver.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { createWriter } from "../../../src/store/sqlite/writer.ts";
import { howMany, refusedBy } from "../statements.ts";

test("SQLite understands every statement", async () => {
  const database = openDatabase(":memory:");
  const writer = createWriter(database);
  const clock = { now: () => 0 };
  const driver = createSqliteDriver({ database, writer, clock, isPulled: false });
  expect(await refusedBy(driver)).toEqual([]);
  expect(howMany()).toBeGreaterThan(100);
  database.close();
});
