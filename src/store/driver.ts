import type { Tariff } from "./charges.ts";
import type { Dialect, Statement, Values } from "./statement.ts";

/** Runs statements on one database. SQLite answers synchronously, but is awaited as well. */
export interface Reader {
  readonly dialect: Dialect["name"];
  /** True if parts wait for `claimReply`, so that sending them is not a step of the user's lane. */
  readonly isPulled: boolean;
  /** Runs a statement and returns its rows; none if it returns none. */
  all<Name extends string, Row>(
    statement: Statement<Name, Row>,
    values: Values<Name>,
  ): Promise<Row[]>;
  /**
   * Runs independent statements: none reads or changes what another one changes. Returns the rows
   * of each. SQLite runs one after the other; PostgreSQL runs them as one statement, in which each
   * sees the state before it.
   */
  together<const Rows extends readonly unknown[]>(
    ...calls: { readonly [Place in keyof Rows]: Call<Rows[Place]> }
  ): Promise<{ [Place in keyof Rows]: Rows[Place][] }>;
}

/** A statement with the values of one run. */
export interface Call<Row = unknown> {
  readonly statement: Statement<string, Row>;
  readonly values: Values<string>;
}

export function call<Name extends string, Row>(
  statement: Statement<Name, Row>,
  values: Values<Name>,
): Call<Row> {
  return { statement, values };
}

/** Thrown in a transaction to undo all of it; its caller gets null, as if it had never begun. */
export class Undone extends Error {}

/** A transaction. It may be undone and run again, so it must have no other effects. */
export interface Transaction extends Reader {
  /** By the store's own clock: milliseconds UTC. */
  readonly now: number;
  /** The prices of messages. */
  readonly tariff: Tariff;
  /** True if a receiver at EVENTS_WEBHOOK_URL is sent what happens. */
  readonly hasWebhook: boolean;
}

/** The first statement of a transaction; its rows state the transaction's time. */
interface Opening<Name extends string, Row extends { readonly now: number }> {
  readonly statement: Statement<Name, Row>;
  readonly values: Values<Name>;
}

export interface WriteOptions {
  /**
   * False for writes that a power cut may undo: they survive the process, but do not wait for the
   * disk. A synced transaction takes earlier unsynced ones to the disk too.
   */
  readonly isSynced?: boolean;
}

/**
 * The interface to one database: everything that differs between SQLite and PostgreSQL while steps
 * run.
 */
export interface Driver {
  readonly isPulled: boolean;
  /** Runs reads that see only committed rows. They need not see the same state. */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** Runs one call of `all` or `together`, which is a transaction of its own; a power cut may undo it. */
  once<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction, and again from its beginning if it lost a race. */
  transact<T>(work: (transaction: Transaction) => Promise<T>, options?: WriteOptions): Promise<T>;
  /**
   * Runs `work` in a transaction that begins with `opening`. Returns null, and changes nothing, if
   * that returns no rows or `work` throws `Undone`.
   */
  transactFrom<T, Name extends string, Row extends { readonly now: number }>(
    opening: Opening<Name, Row>,
    work: (transaction: Transaction, rows: readonly Row[]) => Promise<T>,
    options?: WriteOptions,
  ): Promise<T | null>;
  /** Makes the database check these statements; throws the error of the first that it refuses. */
  prepare(statements: readonly Statement[]): Promise<void>;
}

/** Returns the first row of a statement. */
export async function first<Name extends string, Row>(
  reader: Reader,
  statement: Statement<Name, Row>,
  values: Values<Name>,
): Promise<Row | undefined> {
  const [row] = await reader.all(statement, values);
  return row;
}

/** Runs an insertion that returns its row. */
export async function inserted<Name extends string, Row>(
  transaction: Transaction,
  statement: Statement<Name, Row>,
  values: Values<Name>,
): Promise<Row> {
  const row = await first(transaction, statement, values);
  if (row === undefined) throw new Error("a new row was not returned");
  return row;
}
