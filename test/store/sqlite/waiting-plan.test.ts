import { expect, test } from "bun:test";
import type { Reader } from "../../../src/store/driver.ts";
import { sqliteDialect } from "../../../src/store/sqlite/dialect.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { pinPlan } from "../../../src/store/sqlite/pin-plan.ts";
import { createCompiler, type Statement } from "../../../src/store/statement.ts";
import { waitingInSilence } from "../../../src/store/steps/delays.ts";

test("the search for users who wait in silence reads open messages alone, however long the history is", async () => {
  const asked: Statement[] = [];
  // Notes the statement, and answers with no rows.
  const reader: Reader = {
    dialect: "sqlite",
    isPulled: false,
    all: async (statement) => {
      asked.push(statement);
      return [];
    },
    together: async () => {
      throw new Error("one statement is enough");
    },
  };
  expect(await waitingInSilence(reader, 20_000)).toBeNull();
  const [statement] = asked;
  if (statement === undefined) throw new Error("no statement was run");
  using database = openDatabase(":memory:");
  migrate(database);
  const { text, bound } = pinPlan(createCompiler(sqliteDialect)(statement));
  const plan = database
    .query<{ detail: string }, number[]>(`EXPLAIN QUERY PLAN ${text}`)
    .all(...bound.map(() => 0))
    .map(({ detail }) => detail)
    .join("\n");
  expect(plan).toContain("messages_waiting");
  expect(plan).not.toContain("messages_time");
});
