import type { SQL, TransactionSQL } from "bun";
import { sql } from "drizzle-orm";
import type { Clock } from "../../core/ports.ts";
import { NO_TARIFF, type Tariff } from "../charges.ts";
import { type Call, type Driver, type Reader, type Transaction, Undone } from "../driver.ts";
import { createCompiler, type Statement, statement, type Value } from "../statement.ts";
import { combine } from "./combine.ts";
import { postgresDialect } from "./dialect.ts";
import type { Pool } from "./pool.ts";
import { isRaceLost } from "./translate-error.ts";

/** Losing a race this often in a row is a fault. */
const MAX_TRIES = 10;
const MAX_PAUSE_MS = 50;
const PREPARED_AT_ONCE = 25;

/** One for every pool of this process: a statement is built once. */
const compile = createCompiler(postgresDialect);

/** Creates a driver that runs steps on the connections of a pool. `clock` replaces the server's. */
export function createPostgresDriver(deps: {
  readonly pool: Pool;
  readonly clock: Pick<Clock, "now"> | undefined;
  readonly isPulled: boolean;
  readonly tariff?: Tariff | undefined;
  readonly hasWebhook?: boolean | undefined;
}): Driver {
  const { pool, clock, isPulled, tariff = NO_TARIFF, hasWebhook = false } = deps;
  const combined = new Map<string, string>();
  const numbers = new Map<Statement, number>();

  function on(client: SQL | TransactionSQL): Reader {
    const all: Reader["all"] = async (declared, values) => {
      const { text, toRow } = compile(declared);
      const query = client.unsafe(text, paramsOf({ statement: declared, values }));
      if (toRow === null) await query;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the statement declares its rows.
      return (toRow === null ? [] : (await query.values()).map(toRow)) as never;
    };
    const together: Reader["together"] = async (...calls) => {
      const [only] = calls;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the statements declare their rows.
      if (only === undefined) return [] as never;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same.
      if (calls.length === 1) return [await all(only.statement, only.values)] as never;
      const [found] = await client.unsafe(combinedText(calls), calls.flatMap(paramsOf)).values();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the statements declare their rows.
      return calls.map((made, index) => rowsOf(made, found?.[index])) as never;
    };
    return { dialect: "postgres", isPulled, all, together };
  }

  /** Returns one cached text for the same statements in the same order. */
  function combinedText(calls: readonly Call[]): string {
    const key = calls.map((made) => numberOf(made.statement)).join();
    const known = combined.get(key);
    if (known !== undefined) return known;
    const text = combine(calls.map((made) => compile(made.statement)));
    combined.set(key, text);
    return text;
  }

  function numberOf(declared: Statement): number {
    const known = numbers.get(declared);
    if (known !== undefined) return known;
    numbers.set(declared, numbers.size);
    return numbers.size - 1;
  }

  function rowsOf(made: Call, json: unknown): unknown[] {
    const { toRow } = compile(made.statement);
    if (toRow === null || typeof json !== "string") return [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as `combine` has PostgreSQL write it.
    return (JSON.parse(json) as unknown[][]).map(toRow);
  }

  const paramsOf = ({ statement: declared, values }: Call): Value[] =>
    compile(declared).bound.map((value) => toParam(resolve(value, values)));

  function resolve(
    bound: ReturnType<typeof compile>["bound"][number],
    values: Readonly<Record<string, Value>>,
  ): Value {
    if (typeof bound !== "object" || bound === null || bound instanceof Uint8Array) return bound;
    if (bound.name === "@now") return clock?.now() ?? null;
    const value = values[bound.name];
    if (value === undefined) throw new Error(`a statement was given no ${bound.name}`);
    return value;
  }

  function begin<T>(work: (reader: Reader) => Promise<T>): Promise<T | null> {
    return pool.run(async (client) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await client.begin((inner) => work(on(inner)));
        } catch (reason) {
          if (reason instanceof Undone) return null;
          if (!isRaceLost(reason) || tries === MAX_TRIES) throw reason;
          await Bun.sleep(Math.random() * MAX_PAUSE_MS);
        }
      }
    });
  }

  const transactFrom: Driver["transactFrom"] = (opening, work) =>
    begin(async (reader) => {
      const rows = await reader.all(opening.statement, opening.values);
      const [row] = rows;
      return row === undefined ? null : work({ ...reader, tariff, hasWebhook, now: row.now }, rows);
    });

  return {
    isPulled,
    read: (work) => pool.run((client) => work(on(client))),
    once: (work) => pool.run((client) => work(on(client))),
    transact: async <T>(work: (transaction: Transaction) => Promise<T>) => {
      const done = await transactFrom(
        { statement: clockTime, values: {} },
        async (transaction) => ({
          value: await work(transaction),
        }),
      );
      if (done === null) throw new Error("PostgreSQL has no clock");
      return done.value;
    },
    transactFrom,
    prepare: (statements) =>
      pool.run(async (client) => {
        const texts = statements.map((declared) => compile(declared).text);
        // Many in one message, so that the start does not wait for each; not all, because the server
        // keeps a copy of the message for each statement in it.
        for (let from = 0; from < texts.length; from += PREPARED_AT_ONCE) {
          const checks = texts
            .slice(from, from + PREPARED_AT_ONCE)
            .map((text) => `PREPARE checked AS ${text}; DEALLOCATE checked;`);
          await client.unsafe(checks.join("\n"));
        }
      }),
  };
}

const clockTime = statement(({ orm, time }) =>
  orm.select({ now: time }).from(sql`(select 1) as always`),
);

/** PostgreSQL accepts no NUL in a text, and a NUL is invisible. */
function toParam(value: Value): Value {
  if (typeof value === "string" && value.includes("\0")) return value.replaceAll("\0", "");
  return value;
}
