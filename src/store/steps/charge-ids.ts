import { and, gte, lt, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Transaction } from "../driver.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";

/**
 * The id of a charge is that of its message times this, plus its place among the charges of that
 * message: they stand together in the table, and an event writes one page of the ledger, not also one
 * of an index.
 */
const PLACES = sql.raw(String(2 ** 20));

type Charges = Pick<Dialect, "orm" | "whole"> & Pick<Tables, "charges">;

/** Returns the id of the charge that stands so many places behind those that a message has. */
export function nextChargeId(
  { orm, charges, whole }: Charges,
  messageId: SQLWrapper,
  place: SQLWrapper,
): SQL<number> {
  const known = orm
    .select({ total: sql`count(*)` })
    .from(charges)
    .where(areOfMessage({ charges, whole }, messageId));
  return sql<number>`${whole(messageId)} * ${PLACES} + ${known} + ${whole(place)}`;
}

/** The condition that charges are of a message. */
export function areOfMessage(
  { charges, whole }: Pick<Charges, "charges" | "whole">,
  messageId: SQLWrapper,
): SQL | undefined {
  const firstId = sql`${whole(messageId)} * ${PLACES}`;
  return and(gte(charges.id, firstId), lt(charges.id, sql`${firstId} + ${PLACES}`));
}

/** Takes the messages, which are to be deleted, off their charges. */
export async function forgetMessages(
  transaction: Transaction,
  ids: readonly number[],
): Promise<void> {
  await transaction.all(emptyMessages, { ids: JSON.stringify(ids) });
}

const emptyMessages = statement((dialect, given: Given<"ids">) => {
  const { orm, charges, messages, isAmong } = dialect;
  const found = orm
    .select({ id: charges.id })
    .from(messages)
    .innerJoin(charges, areOfMessage(dialect, messages.id))
    .where(isAmong(messages.id, given.ids));
  return orm
    .update(charges)
    .set({ messageId: null })
    .where(sql`${charges.id} in ${found}`);
});
