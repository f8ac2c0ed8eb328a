import type { SQL } from "bun";
import { expect, test } from "bun:test";
import { NO_OTHERS } from "../../../src/core/event-bus.ts";
import { createStore } from "../../../src/store/store.ts";
import { createPostgresDriver } from "../../../src/store/postgres/driver.ts";
import { createPool } from "../../../src/store/postgres/pool.ts";
import { openTestDatabase } from "../../postgres.ts";
import { countAnswer } from "../count-answer.ts";
import { TEST_TARIFF } from "../test-tariff.ts";

test("an answer with its reports and charges takes at most 32 statements of PostgreSQL", async () => {
  const database = await openTestDatabase();
  const pool = createPool({ url: database.url, size: 2 });
  let statements = 0;
  const counting = <Client extends object>(client: Client): Client =>
    new Proxy(client, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]): unknown => {
          if (name !== "begin") {
            statements += 1;
            return Reflect.apply(value, target, args);
          }
          // BEGIN and COMMIT.
          statements += 2;
          const work = args[0];
          if (typeof work !== "function") throw new Error("a transaction without work");
          const counted = (inner: object): unknown => work(counting(inner));
          return Reflect.apply(value, target, [counted]);
        };
      },
    });
  const driver = createPostgresDriver({
    pool: { ...pool, run: (work) => pool.run((client: SQL) => work(counting(client))) },
    clock: undefined,
    isPulled: false,
    tariff: TEST_TARIFF,
  });
  const store = createStore(driver, {
    compact: async () => {},
    isShared: true,
    events: NO_OTHERS,
    exclusively: async () => false,
    close: () => pool.close(),
  });
  try {
    const taken = await countAnswer(store, () => statements);
    expect(taken).toBeGreaterThan(20);
    expect(taken).toBeLessThanOrEqual(32);
  } finally {
    await store.close();
    await database.drop();
  }
});
