import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Identity } from "../../core/message.ts";
import { spellingsOf } from "../../core/user-address.ts";
import type { Dialect, Given } from "../statement.ts";
import type { Tables } from "../tables.ts";

export type SenderValue = keyof ReturnType<typeof senderValues>;

/**
 * Returns the values that `isSender` compares: an identity, with the other spelling of its number
 * if there is one.
 */
export function senderValues({ phoneNumber, externalUserId }: Identity) {
  const [, otherSpelling = null] = phoneNumber === null ? [] : spellingsOf(phoneNumber);
  return { phoneNumber, otherSpelling, externalUserId };
}

/**
 * Tests whether a user carries either identity, or has an address that does; a null identity equals
 * none. False for a user who had this number under another id.
 */
export function isSender(
  { orm, users, userAddresses }: Pick<Tables & Dialect, "orm" | "users" | "userAddresses">,
  given: Given<SenderValue>,
): SQL | undefined {
  // One subquery for each identity, of one row: PostgreSQL would compare a list with every user.
  const merged = (condition: SQL | undefined) =>
    sql`(${orm.select({ id: userAddresses.userId }).from(userAddresses).where(condition).limit(1)})`;
  return or(
    carries(users, given),
    eq(users.id, merged(carriesNumber(userAddresses, given))),
    eq(users.id, merged(eq(userAddresses.externalUserId, given.externalUserId))),
  );
}

type Carrier = Pick<Tables["users"], "phoneNumber" | "externalUserId">;

/** Tests whether a row of users, or of their addresses, carries either identity. */
export function carries(row: Carrier | Tables["userAddresses"], given: Given<SenderValue>) {
  return or(carriesNumber(row, given), eq(row.externalUserId, given.externalUserId));
}

function carriesNumber(
  { phoneNumber, externalUserId }: Carrier | Tables["userAddresses"],
  given: Given<SenderValue>,
) {
  const isNotAnothers = sql`${externalUserId} = coalesce(${given.externalUserId}, ${externalUserId})`;
  return and(hasNumber(phoneNumber, given), or(isNull(externalUserId), isNotAnothers));
}

/** Tests whether a column is a given number, in either spelling. */
export function hasNumber(
  column: AnySQLiteColumn,
  { phoneNumber, otherSpelling }: Given<"phoneNumber" | "otherSpelling">,
): SQL | undefined {
  return or(eq(column, phoneNumber), eq(column, otherSpelling));
}
