import { expect, test } from "bun:test";
import { insertRow, selectRows, updateRows } from "../../src/store/plain-statements.ts";
import { sqliteDialect } from "../../src/store/sqlite/dialect.ts";
import { createCompiler } from "../../src/store/statement.ts";

test("a column is named once, and the time of a change is that of every such column", () => {
  const compile = createCompiler(sqliteDialect);
  const insertion = compile(insertRow("reminders", ["userId", "number", "text", "dueAt", "now"]));
  expect(insertion.bound).toEqual(
    ["userId", "number", "text", "dueAt", "now", "now"].map((name) => ({ name })),
  );
  const change = compile(
    updateRows("reminders", ["text", "now"], { by: ["userId"], among: "id", set: { missedAt: 0 } }),
  );
  expect(change.text).toStartWith(
    'update "reminders" set "text" = ?, "missed_at" = ?, "updated_at" = ?',
  );
  expect(change.bound).toContainAllValues([
    { name: "text" },
    0,
    { name: "now" },
    { name: "userId" },
    { name: "ids" },
  ]);
});

test("a statement with a column that its table lacks, or without one that it needs, does not compile", () => {
  // Not run: each statement that is declared is prepared by another test.
  const refused = () => {
    // @ts-expect-error -- its row would have no text.
    insertRow("facts", ["userId", "now"]);
    // @ts-expect-error -- its row would have no time.
    insertRow("facts", ["userId", "text"]);
    // @ts-expect-error -- no such column.
    insertRow("facts", ["userId", "text", "now", "kind"]);
    // @ts-expect-error -- no such column.
    insertRow("facts", ["userId", "text", "now"], { set: { kind: "fact" } });
    // @ts-expect-error -- no such column.
    updateRows("facts", ["kind"], { by: ["id"] });
    // @ts-expect-error -- no such column.
    updateRows("facts", ["text"], { by: ["id"], set: { kind: "fact" } });
    // @ts-expect-error -- no such state.
    updateRows("jobs", ["error"], { by: ["id"], set: { state: "lost" } });
    // @ts-expect-error -- no such column.
    selectRows("facts", ["id"], { by: ["kind"] });
    // @ts-expect-error -- no such column.
    selectRows("facts", ["id"], { as: { kind: "kind" } });
  };
  expect(refused).toBeFunction();
});
