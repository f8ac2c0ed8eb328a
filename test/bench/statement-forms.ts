// bun test/bench/statement-forms.ts: what one read of a part by its id costs, by how its statement is
// written: built for each call, prepared by Drizzle, built once by ours, and as plain text. Microseconds
// of processor time on SQLite in memory; the forms take turns in one run.
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { createSqliteDriver } from "../../src/store/sqlite/driver.ts";
import { openDatabase } from "../../src/store/sqlite/open-database.ts";
import { tables } from "../../src/store/sqlite/schema.ts";
import { createWriter } from "../../src/store/sqlite/writer.ts";
import { type Given, statement } from "../../src/store/statement.ts";

const ROUNDS = 7;
const CALLS = 20_000;

const { deliveries } = tables;
const database = openDatabase(":memory:");
database.run(
  "INSERT INTO users (id, reply_to, code, created_at, updated_at) VALUES (1, 'x', 'x', 0, 0)",
);
database.run(
  "INSERT INTO messages (id, user_id, direction, message_type, run_at, created_at, updated_at) VALUES (1, 1, 'inbound', 'text', 0, 0, 0)",
);
database.run(
  "INSERT INTO deliveries (id, message_id, user_id, part, body, nonce, run_at, created_at, updated_at) VALUES (1, 1, 1, 0, 'hello', 'n', 0, 0, 0)",
);

const orm = drizzle(database);
const writer = createWriter(database);
const driver = createSqliteDriver({ database, writer, clock: { now: () => 0 }, isPulled: false });
const byId = statement(({ orm: built, deliveries: parts }, given: Given<"id">) =>
  built.select().from(parts).where(eq(parts.id, given.id)),
);
const byTemplate = statement(({ orm: built, deliveries: parts }, given: Given<"id">) =>
  built
    .select()
    .from(parts)
    .where(sql`${parts.id} = ${given.id}`),
);
const prepared = orm
  .select()
  .from(deliveries)
  .where(eq(deliveries.id, sql.placeholder("id")))
  .prepare();
const text = database.query("SELECT * FROM deliveries WHERE id = ?");

const forms: Readonly<Record<string, () => unknown>> = {
  "built for each call": () => orm.select().from(deliveries).where(eq(deliveries.id, 1)).get(),
  "prepared by Drizzle": () => prepared.get({ id: 1 }),
  "built once, shared by both databases": () => driver.read((r) => r.all(byId, { id: 1 })),
  "sql template over the columns, built once": () =>
    driver.read((r) => r.all(byTemplate, { id: 1 })),
  "plain text, rows as SQLite names them": () => text.get(1),
};

const best: Record<string, number> = {};
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, run] of Object.entries(forms)) {
    const before = process.cpuUsage();
    for (let call = 0; call < CALLS; call += 1) await run();
    const { user, system } = process.cpuUsage(before);
    best[name] = Math.min(best[name] ?? Infinity, (user + system) / CALLS);
  }
}
for (const [name, microseconds] of Object.entries(best)) {
  process.stdout.write(`${name.padEnd(44)} ${microseconds.toFixed(1)} µs\n`);
}
