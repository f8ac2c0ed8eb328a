import type { Database, SQLQueryBindings, Statement as Prepared } from "bun:sqlite";
import type { Clock } from "../../core/ports.ts";
import { NO_TARIFF, type Tariff } from "../charges.ts";
import {
  type Driver,
  type Reader,
  type Transaction,
  Undone,
  type WriteOptions,
} from "../driver.ts";
import { type Compiled, createCompiler, type Statement, type Value } from "../statement.ts";
import { sqliteDialect } from "./dialect.ts";
import { pinPlan } from "./pin-plan.ts";
import type { Writer } from "./writer.ts";

/** One for every connection of this process: a statement is built and pinned once. */
const compile = createCompiler(sqliteDialect, pinPlan);

interface Ready extends Compiled {
  readonly prepared: Prepared<unknown, SQLQueryBindings[]>;
}

/**
 * Creates a driver that runs steps on one connection. bun:sqlite answers synchronously, so a step
 * never leaves the microtask queue; reads wait for the batch that is being written
 * (`Writer.whenIdle`), and see no half of it.
 */
export function createSqliteDriver(deps: {
  readonly database: Database;
  readonly writer: Writer;
  readonly clock: Pick<Clock, "now">;
  readonly isPulled: boolean;
  readonly tariff?: Tariff | undefined;
  readonly hasWebhook?: boolean | undefined;
}): Driver {
  const { database, writer, clock, isPulled, tariff = NO_TARIFF, hasWebhook = false } = deps;
  const ready = new Map<Statement, Ready>();

  function prepare(statement: Statement): Ready {
    const known = ready.get(statement);
    if (known !== undefined) return known;
    const compiled = compile(statement);
    const fresh = {
      ...compiled,
      prepared: database.prepare<unknown, SQLQueryBindings[]>(compiled.text),
    };
    ready.set(statement, fresh);
    return fresh;
  }

  function run(
    statement: Statement,
    values: Readonly<Record<string, Value>>,
    now: number,
  ): unknown[] {
    const { prepared, bound, toRow } = prepare(statement);
    const bindings = bound.map((value) => toBinding(resolve(value, values, now)));
    if (toRow !== null) return prepared.values(...bindings).map(toRow);
    prepared.run(...bindings);
    return [];
  }

  const at = (now: number): Transaction => {
    const all: Reader["all"] = async (statement, values) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the statement declares its rows.
      run(statement, values, now) as never;
    const together: Reader["together"] = async (...calls) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the statements declare their rows.
      calls.map(({ statement, values }) => run(statement, values, now)) as never;
    return { dialect: "sqlite", isPulled, tariff, hasWebhook, now, all, together };
  };

  const write = <T>(work: (transaction: Transaction) => Promise<T>, options?: WriteOptions) =>
    writer.write(() => work(at(clock.now())), options?.isSynced ?? true);

  return {
    isPulled,
    read: async (work) => {
      await writer.whenIdle();
      return work(at(clock.now()));
    },
    once: (work) => write(work, { isSynced: false }),
    transact: write,
    transactFrom: async ({ statement, values }, work, options) => {
      try {
        return await write(async (transaction) => {
          const rows = await transaction.all(statement, values);
          return rows.length === 0 ? null : work(transaction, rows);
        }, options);
      } catch (reason) {
        if (reason instanceof Undone) return null;
        throw reason;
      }
    },
    prepare: async (statements) => {
      for (const statement of statements) prepare(statement);
    },
  };
}

function resolve(
  bound: Compiled["bound"][number],
  values: Readonly<Record<string, Value>>,
  now: number,
): Value {
  if (typeof bound !== "object" || bound === null || bound instanceof Uint8Array) return bound;
  if (bound.name === "@now") return now;
  const value = values[bound.name];
  if (value === undefined) throw new Error(`a statement was given no ${bound.name}`);
  return value;
}

const toBinding = (value: Value): SQLQueryBindings =>
  typeof value === "boolean" ? Number(value) : value;
