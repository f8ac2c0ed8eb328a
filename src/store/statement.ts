import { Column, is, Param, Placeholder, SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { BunSQLiteDatabase } from "drizzle-orm/bun-sqlite";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Tables } from "./tables.ts";

/** A value that can be bound to a statement. */
export type Value = string | number | boolean | null | Uint8Array;

export type Values<Name extends string> = Readonly<Record<Name, Value>>;

/** The named values that differ between runs of a statement. */
export type Given<Name extends string> = Readonly<Record<Name, SQL>>;

/** Builds statements without a database; the types are SQLite's for both dialects. */
export type Orm = Pick<BunSQLiteDatabase, "select" | "insert" | "update" | "delete">;

/** The parts of a statement that differ between databases. */
export interface Dialect {
  readonly name: "sqlite" | "postgres";
  readonly orm: Orm;
  readonly tables: Tables;
  /** The time at which the statement runs: milliseconds UTC by the store's own clock. */
  readonly time: SQL<number>;
  /** The smaller, and the greater, of two values. */
  least(a: SQLWrapper, b: SQLWrapper): SQL;
  greatest(a: SQLWrapper, b: SQLWrapper): SQL;
  /** Types a given value as an integer, for statements that do not imply its type. */
  whole(value: SQLWrapper): SQL<number>;
  /** Tests whether an integer or text column is in a given JSON array. */
  isAmong(column: AnySQLiteColumn, list: SQLWrapper): SQL;
  /**
   * Expands a given JSON array of objects into rows named `listed`, with these keys as text
   * columns.
   */
  listed(list: SQLWrapper, columns: readonly string[]): SQL;
  /** Locks the rows that a query finds until the commit; rows of `of` alone when it joins others. */
  locked<Query>(
    query: Query,
    lock?: { readonly of?: Tables[keyof Tables]; readonly skipLocked?: boolean },
  ): Query;
}

type Build<Name extends string, Built> = (
  dialect: Dialect & Tables & { readonly orm: Orm },
  given: Given<Name>,
) => Built;

type RowOf<Built> = Built extends { all(): (infer Row)[] }
  ? Row
  : Built extends PromiseLike<readonly (infer Row)[]>
    ? Row
    : never;

/** A statement that is built once per dialect. */
export interface Statement<Name extends string = string, Row = unknown> {
  readonly build: Build<Name, unknown>;
  /** Never present: carries the type of a row. */
  readonly row?: Row;
}

const every: Statement[] = [];

/** Every statement of the loaded modules, for preparation before the first message. */
export const statements: readonly Statement[] = every;

/**
 * Declares a statement. Its text comes from the tables, so that a renamed column does not compile;
 * what changes from run to run is `given`.
 *
 * @example
 * const userWithId = statement(({ orm, users }, given: Given<"userId">) =>
 *   orm.select().from(users).where(eq(users.id, given.userId)));
 * const [user] = await transaction.all(userWithId, { userId });
 */
export function statement<Name extends string, Built>(
  build: Build<Name, Built>,
): Statement<Name, RowOf<Built>> {
  const declared: Statement<Name, RowOf<Built>> = { build };
  every.push(declared);
  return declared;
}

/** A statement compiled for one database. */
export interface Compiled {
  readonly text: string;
  /** The bound values in the order of the text: a literal, or the name of a given value. */
  readonly bound: readonly (Value | { readonly name: string })[];
  /** The number of values in a row. */
  readonly width: number;
  /** Converts the values of a row; null if the statement returns no rows. */
  readonly toRow: ((values: readonly unknown[]) => unknown) | null;
}

/**
 * Creates a function that compiles each statement at its first run, and caches it. `finish` adapts
 * what was compiled to the database.
 */
export function createCompiler(
  dialect: Dialect,
  finish: (compiled: Compiled) => Compiled = (compiled) => compiled,
): (statement: Statement) => Compiled {
  const compiled = new Map<Statement, Compiled>();
  const context = { ...dialect, ...dialect.tables };
  return (declared) => {
    const known = compiled.get(declared);
    if (known !== undefined) return known;
    const fresh = finish(compile(declared.build(context, GIVEN)));
    compiled.set(declared, fresh);
    return fresh;
  };
}

const GIVEN: Given<string> = new Proxy(
  {},
  { get: (_, name) => sql`${sql.placeholder(String(name))}` },
);

interface Field {
  readonly path: readonly string[];
  readonly field: unknown;
}

/** The common part of Drizzle's prepared statements in both dialects. */
interface Prepared {
  getQuery(): { readonly sql: string; readonly params: readonly unknown[] };
  readonly fields?: readonly Field[] | undefined;
}

function compile(built: unknown): Compiled {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every builder of Drizzle's.
  const prepared = (built as { prepare(name?: string): Prepared }).prepare();
  const { sql: text, params } = prepared.getQuery();
  return {
    text,
    bound: params.map(toBound),
    width: prepared.fields?.length ?? 0,
    toRow: prepared.fields === undefined ? null : rowMaker(prepared.fields),
  };
}

function toBound(param: unknown): Compiled["bound"][number] {
  const value = is(param, Param) ? param.value : param;
  if (is(value, Placeholder)) return { name: value.name };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Drizzle has encoded it.
  return value as Value;
}

type Decode = (value: unknown) => unknown;

function rowMaker(fields: readonly Field[]): (values: readonly unknown[]) => unknown {
  const places = fields.map(({ path, field }) => {
    const [name, ...inner] = path;
    if (name === undefined || inner.length > 0) {
      throw new Error(`a statement selects named columns, not ${path.join(".")}`);
    }
    return { name, decode: decoderOf(field) };
  });
  return (values) => {
    const row: Record<string, unknown> = {};
    let place = 0;
    for (const { name, decode } of places) {
      const value = values[place];
      row[name] = decode === null || value === null ? value : decode(value);
      place += 1;
    }
    return row;
  };
}

/** Returns the conversion from a driver's value to that of a row; null if they are the same. */
function decoderOf(field: unknown): Decode | null {
  const decoder = is(field, Column) ? field : is(field, SQL.Aliased) ? field.sql : field;
  const source = is(decoder, SQL) ? Reflect.get(decoder, "decoder") : decoder;
  const { mapFromDriverValue } = Object(source);
  if (typeof mapFromDriverValue !== "function" || mapFromDriverValue === PLAIN) return null;
  return (value) => Reflect.apply(mapFromDriverValue, source, [value]);
}

const PLAIN: unknown = Reflect.get(Column.prototype, "mapFromDriverValue");
