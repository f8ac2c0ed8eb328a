import { expect, test } from "bun:test";
import { eq, sql } from "drizzle-orm";
import { sqliteDialect } from "../../../src/store/sqlite/dialect.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { pinPlan } from "../../../src/store/sqlite/pin-plan.ts";
import { createCompiler, type Given, statement } from "../../../src/store/statement.ts";
import { cpuTimeOf } from "../../cpu-time.ts";

const RUNS = 2_000;
const compile = createCompiler(sqliteDialect);
/** The engine's own threads work beside the first runs: the least of several counts. */
const leastTimeOf = (work: () => void): number =>
  Math.min(...Array.from({ length: 3 }, () => cpuTimeOf(work)));

test("a statement is compiled once, not at every run with other values", () => {
  using database = openDatabase(":memory:");
  // As each message that comes in is looked up by: a row also for a user who never wrote.
  const byNumber = statement(({ orm, users }, given: Given<"number">) =>
    orm
      .select({ id: users.id })
      .from(sql`(select 1) as always`)
      .leftJoin(users, eq(users.phoneNumber, given.number)),
  );
  const { text, bound } = pinPlan(compile(byNumber));
  expect(bound).toEqual([{ name: "number" }]);
  const compiling = leastTimeOf(() => {
    for (let run = 0; run < RUNS; run += 1) database.prepare(text).finalize();
  });
  const prepared = database.prepare<unknown, [string]>(text);
  const running = leastTimeOf(() => {
    for (let run = 0; run < RUNS; run += 1) prepared.values(`whatsapp:+4915100${run}`);
  });
  expect(prepared.values("whatsapp:+491510000000")).toEqual([[null]]);
  expect(running).toBeLessThan(compiling / 2);
});

test("a value that is always the same stands in the text, as SQL spells it", () => {
  const settled = statement(({ orm, messages }, given: Given<"id">) =>
    orm
      .update(messages)
      .set({ state: "done", errorMessage: "it's over", isForwarded: true, topic: null })
      .where(eq(messages.id, given.id)),
  );
  const { text, bound } = pinPlan(compile(settled));
  expect(text).toContain(`"error_message" = 'it''s over'`);
  expect(text).toContain(`"is_forwarded" = 1`);
  expect(text).toContain(`"topic" = null`);
  expect(text).toEndWith(`"id" = +?`);
  expect(bound).toEqual([{ name: "id" }]);
});
