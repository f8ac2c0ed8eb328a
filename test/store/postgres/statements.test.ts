import { SQL } from "bun";
import { expect, test } from "bun:test";
import { ConfigError } from "../../../src/core/errors.ts";
import { createPostgresDriver } from "../../../src/store/postgres/driver.ts";
import { inspectDatabase } from "../../../src/store/postgres/inspect-database.ts";
import { createPool } from "../../../src/store/postgres/pool.ts";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
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

test("a server that cannot run a statement is refused before the first message, and by doctor", async () => {
  const { url, drop } = await openTestDatabase();
  try {
    await using client = new SQL({ url, max: 1 });
    await client`ALTER TABLE deliveries RENAME COLUMN lookups TO looks`;
    const refusal = await openPostgresStore({ url, size: 1 }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).toContain('column "lookups"');
    expect((await inspectDatabase(url, () => 0)).refused).toContain('column "lookups"');
  } finally {
    await drop();
  }
});
