import { expect, test } from "bun:test";
import type { Reader } from "../../../src/store/driver.ts";
import { sqliteDialect } from "../../../src/store/sqlite/dialect.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { pinPlan } from "../../../src/store/sqlite/pin-plan.ts";
import { createCompiler, type Statement } from "../../../src/store/statement.ts";
import { waitingInSilence } from "../../../src/store/steps/delays.ts";
import { partInDoubt } from "../../../src/store/steps/sends.ts";
import { raiseAlone, reported } from "../../../src/store/steps/raise-reported.ts";

/** Returns how SQLite runs a statement. */
function planOf(statement: Statement): string {
  using database = openDatabase(":memory:");
  migrate(database);
  const { text, bound } = pinPlan(createCompiler(sqliteDialect)(statement));
  return database
    .query<{ detail: string }, number[]>(`EXPLAIN QUERY PLAN ${text}`)
    .all(...bound.map(() => 0))
    .map(({ detail }) => detail)
    .join("\n");
}

/** Returns the only statement that a step runs, which finds no rows. */
async function statementOf(step: (reader: Reader) => Promise<unknown>): Promise<Statement> {
  const asked: Statement[] = [];
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
  expect(await step(reader)).toBeNull();
  const [statement] = asked;
  if (statement === undefined) throw new Error("no statement was run");
  return statement;
}

test("the search for users who wait in silence reads open messages alone, however long the history is", async () => {
  const plan = planOf(await statementOf((reader) => waitingInSilence(reader, 20_000)));
  expect(plan).toContain("messages_waiting");
  expect(plan).not.toContain("messages_time");
});

test("a report of an unknown message reads open parts alone, however many were sent", async () => {
  const plan = planOf(await statementOf((reader) => partInDoubt(reader, "agent:1", 0)));
  expect(plan).toContain("deliveries_open");
});

test.each([
  ["looked up", reported],
  ["stored", raiseAlone],
])(
  "a delivery report that is %s reads the user's open parts alone, however many answers they had",
  (_, statement) => {
    const plan = planOf(statement);
    expect(plan).toContain("deliveries_open");
    expect(plan).not.toContain("deliveries_user");
  },
);
