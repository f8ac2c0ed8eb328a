import { expect, test } from "bun:test";
import { createPostgresDriver } from "../../../src/store/postgres/driver.ts";
import { createPool } from "../../../src/store/postgres/pool.ts";
import { openTestDatabase } from "../../postgres.ts";
import { howMany, refusedBy } from "../statements.ts";

test("PostgreSQL understands every statement", async () => {
  const database = await openTestDatabase();
  const pool = createPool({ url: database.url, size: 1 });
  try {
    const driver = createPostgresDriver({ pool, clock: undefined, isPulled: false });
    expect(await refusedBy(driver)).toEqual([]);
    expect(howMany()).toBeGreaterThan(100);
  } finally {
    await pool.close();
    await database.drop();
  }
});
