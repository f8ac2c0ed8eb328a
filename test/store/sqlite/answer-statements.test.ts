import { expect, test } from "bun:test";
import { NO_OTHERS } from "../../../src/core/event-bus.ts";
import { createStore } from "../../../src/store/store.ts";
import { createSqliteDriver } from "../../../src/store/sqlite/driver.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { createWriter } from "../../../src/store/sqlite/writer.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { countAnswer } from "../count-answer.ts";
import { TEST_TARIFF } from "../test-tariff.ts";

test("an answer with its reports and charges takes at most 55 statements of SQLite", async () => {
  const database = openDatabase(":memory:");
  let statements = 0;
  const counted = new Proxy(database, {
    get: (target, name) => {
      if (name !== "prepare") return bound(target, name);
      return (text: string) => {
        const prepared = target.prepare(text);
        return new Proxy(prepared, {
          get: (statement, method) => {
            if (method === "run" || method === "values") statements += 1;
            return bound(statement, method);
          },
        });
      };
    },
  });
  const driver = createSqliteDriver({
    database: counted,
    writer: createWriter(counted),
    clock: createFakeClock(),
    isPulled: false,
    tariff: TEST_TARIFF,
  });
  const store = createStore(driver, {
    compact: async () => {},
    isShared: false,
    events: NO_OTHERS,
    exclusively: async () => false,
    close: async () => database.close(),
  });
  try {
    const taken = await countAnswer(store, () => statements);
    expect(taken).toBeGreaterThan(20);
    expect(taken).toBeLessThanOrEqual(55);
  } finally {
    await store.close();
  }
});

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === "function" ? value.bind(target) : value;
}
