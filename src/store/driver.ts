import type { Tariff } from "./charges.ts";
import type { Dialect, Statement, Values } from "./statement.ts";

/** Runs statements on one database; what SQLite answers at once is awaited all the same. */
export interface Reader {
  readonly dialect: Dialect["name"];
  /** True if parts wait for `claimReply`, so that sending them is not a step of the user's lane. */
  readonly isPulled: boolean;
  /** Runs a statement and returns its rows; none when it returns none. */
  all<Name extends string, Row>(
    statement: Statement<Name, Row>,
    values: Values<Name>,
  ): Promise<Row[]>;
  /**
   * Runs statements of which none reads or changes what another one changes, and returns the rows of
   * each. SQLite runs one after the other; PostgreSQL gets them as one, and each sees what was before.
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

/** Thrown in a transaction to undo all of it; its caller gets null, as if it had not begun. */
export class Undone extends Error {}

/** A transaction, which happens at one moment. It may be undone and run again, so it changes nothing else. */
export interface Transaction extends Reader {
  /** By the store's own clock: milliseconds UTC. */
  readonly now: number;
  /** The prices of messages. */
  readonly tariff: Tariff;
}

/** The first statement of a transaction; its rows tell the moment at which the transaction happens. */
interface Opening<Name extends string, Row extends { readonly now: number }> {
  readonly statement: Statement<Name, Row>;
  readonly values: Values<Name>;
}

export interface WriteOptions {
  /**
   * False for what a power cut may undo: it survives the process, but does not wait for the disk. A
   * synced transaction takes what came before it to the disk too.
   */
  readonly isSynced?: boolean;
}

/** One database: all that differs between SQLite and PostgreSQL while steps run. */
export interface Driver {
  readonly isPulled: boolean;
  /** Runs reads that see only what is committed. They need not agree with each other. */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** Runs one call of `all` or `together`, which is a transaction of its own; a power cut may undo it. */
  once<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction, and again from its beginning when it lost a race. */
  transact<T>(work: (transaction: Transaction) => Promise<T>, options?: WriteOptions): Promise<T>;
  /**
   * The same, begun with `opening`; null, and nothing is changed, when that returns no rows or `work`
   * throws `Undone`.
   */
  transactFrom<T, Name extends string, Row extends { readonly now: number }>(
    opening: Opening<Name, Row>,
    work: (transaction: Transaction, rows: readonly Row[]) => Promise<T>,
    options?: WriteOptions,
  ): Promise<T | null>;
  /** Has the database check these statements; throws what it throws for the first that it refuses. */
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
