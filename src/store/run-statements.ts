import { type Driver, first, type Transaction, type WriteOptions } from "./driver.ts";
import type { Statement, Values } from "./statement.ts";

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

/** Returns functions that run one statement, as a step of its own. */
export function runStatements({ read, transact }: Pick<Driver, "read" | "transact">) {
  return {
    rowsOf: <Name extends string, Row>(statement: Statement<Name, Row>, values: Values<Name>) =>
      read((reader) => reader.all(statement, values)),

    /** Returns the first row; null if there is none. */
    rowOf: <Name extends string, Row>(statement: Statement<Name, Row>, values: Values<Name>) =>
      read(async (reader) => (await first(reader, statement, values)) ?? null),

    write: <Name extends string>(
      statement: Statement<Name>,
      values: Values<Name>,
      options?: WriteOptions,
    ): Promise<void> =>
      transact(async (transaction) => {
        await transaction.all(statement, values);
      }, options),
  };
}
