import { and, eq, isNotNull, ne, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { addressesOf, canonicalAddress, identityOf } from "../../core/user-address.ts";
import { first, type Reader, type Transaction } from "../driver.ts";
import { deleteRows, insertRow, selectRows, updateRows } from "../plain-statements.ts";
import type { Dialect, Given } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { carries, hasNumber, type SenderValue, senderValues } from "./is-sender.ts";

/** A user, as far as their further addresses depend on it. */
interface Addressee extends Identity {
  readonly id: number;
  readonly isMerged: boolean;
}

/** Returns the identities of a user's further addresses, in the order in which they were merged. */
export function furtherAddresses(reader: Reader, userId: number): Promise<Identity[]> {
  return reader.all(addressesOfUser, { userId });
}

const addressesOfUser = selectRows("userAddresses", ["phoneNumber", "externalUserId"], {
  by: ["userId"],
  orderBy: ["id"],
});

export const identityIn = ({ phoneNumber, externalUserId }: Identity): Identity => ({
  phoneNumber,
  externalUserId,
});

/** Returns whether two identities have a number, in any spelling, or an id in common. */
export function isSameIdentity(one: Identity, other: Identity): boolean {
  const known = new Set(addressesOf(one).map(canonicalAddress));
  return addressesOf(other).some((address) => known.has(canonicalAddress(address)));
}

/**
 * Returns whether an identity is that of a further address. What a merged user's message tells is
 * then stored with the address, and not with the user.
 */
export function isFurther(user: Addressee, identity: Identity): boolean {
  return user.isMerged && !isSameIdentity(user, identity);
}

/** Returns the identity of the address that a merged user's message came from. */
export async function identityAt(
  reader: Reader,
  user: Addressee,
  address: string,
): Promise<Identity> {
  const at = identityOf(address);
  if (!isFurther(user, at)) return user;
  const values = { userId: user.id, ...senderValues(at) };
  return (await first(reader, addressWith, values)) ?? at;
}

/** Stores what a message tells about a further address, such as an id that was unknown. */
export async function learnAddress(
  transaction: Transaction,
  userId: number,
  identity: Identity,
): Promise<void> {
  const values = { userId, ...senderValues(identity) };
  const [known, ...others] = await transaction.all(addressWith, values);
  if (known === undefined) return;
  const { phoneNumber, externalUserId } = known;
  const isOtherNumber =
    identity.phoneNumber !== null &&
    (phoneNumber === null ||
      canonicalAddress(phoneNumber) !== canonicalAddress(identity.phoneNumber));
  const told = {
    phoneNumber: isOtherNumber ? identity.phoneNumber : phoneNumber,
    externalUserId: identity.externalUserId ?? externalUserId,
  };
  if (others.length === 0 && Bun.deepEquals(told, { phoneNumber, externalUserId })) return;
  if (isOtherNumber) await redirect(transaction, userId, phoneNumber, identity.phoneNumber);
  await transaction.all(dropAddresses, values);
  await transaction.all(insertAddress, { userId, ...told, now: transaction.now });
}

/** Drops the further addresses of a user that have turned out to be another one of theirs. */
export async function forgetAddress(
  transaction: Transaction,
  userId: number,
  identity: Identity,
): Promise<void> {
  await transaction.all(dropAddresses, { userId, ...senderValues(identity) });
}

type OfUser = Given<SenderValue | "userId">;

const isOf = ({ userAddresses }: Pick<Tables, "userAddresses">, given: OfUser) =>
  and(eq(userAddresses.userId, given.userId), carries(userAddresses, given));

const addressWith = selectRows("userAddresses", ["phoneNumber", "externalUserId"], {
  where: isOf,
  orderBy: ["id"],
});

const dropAddresses = deleteRows("userAddresses", { where: isOf });

export async function addAddress(
  transaction: Transaction,
  userId: number,
  { phoneNumber, externalUserId }: Identity,
): Promise<void> {
  const { now } = transaction;
  await transaction.all(insertAddress, { userId, phoneNumber, externalUserId, now });
}

const insertAddress = insertRow("userAddresses", [
  "userId",
  "phoneNumber",
  "externalUserId",
  "now",
]);

/** Takes a number from the further address of an earlier holder, who is known by another id. */
export const releaseFurther = updateRows("userAddresses", [], {
  set: { phoneNumber: null },
  where: ({ userAddresses }, given: Given<SenderValue>) =>
    and(
      hasNumber(userAddresses.phoneNumber, given),
      isNotNull(userAddresses.externalUserId),
      sql`coalesce(${ne(userAddresses.externalUserId, given.externalUserId)}, true)`,
    ),
});

/** Notes the addresses of a user's messages before there are several. */
export const addressMessages = updateRows("messages", ["replyTo", "replyFrom"], {
  by: ["userId"],
  where: sql`reply_to is null`,
});

/** Directs the messages of a merged user to the address that took the place of an earlier one. */
export async function redirect(
  transaction: Transaction,
  userId: number,
  from: string | null,
  to: string,
): Promise<void> {
  if (from !== null) await transaction.all(redirectMessages, { userId, from, replyTo: to });
}

const redirectMessages = updateRows("messages", ["replyTo"], {
  by: ["userId"],
  where: ({ messages }, given: Given<"from">) => eq(messages.replyTo, given.from),
});

/** The addresses of one message: null where those of its user hold. */
export interface MessageAddress {
  readonly replyTo: string | null;
  readonly replyFrom: string | null;
}

/** Returns the addresses that are stored with a message from a user. */
export const addressOf = (
  { from, to }: Pick<InboundMessage, "from" | "to">,
  isMerged: boolean,
): MessageAddress =>
  isMerged ? { replyTo: from, replyFrom: to } : { replyTo: null, replyFrom: null };

const ofMergedUser =
  (name: "replyTo" | "replyFrom") =>
  ({ users }: Tables, { userId }: Given<"userId">) =>
    sql`(select case when is_merged then ${sql.identifier(users[name].name)} end from ${users}
      where ${users}.id = ${userId})`;

/** Columns of a message that we begin: a merged user's goes to the address last written from. */
export const ADDRESSED_NOW = {
  replyTo: ofMergedUser("replyTo"),
  replyFrom: ofMergedUser("replyFrom"),
};

/** Columns with the addresses of a message, for a statement that joins its user. */
export function addressesFor({ users, messages }: Pick<Tables & Dialect, "users" | "messages">) {
  return {
    to: sql<string>`coalesce(${messages.replyTo}, ${users.replyTo})`,
    from: sql<string | null>`case when ${messages.replyTo} is null then ${users.replyFrom}
      else ${messages.replyFrom} end`,
  };
}

/** The same columns for parts, in a statement that joins nothing. */
export function addressesOfPart({ users, messages, deliveries }: Tables) {
  const own = (column: "reply_to" | "reply_from") =>
    sql`(select ${sql.identifier(column)} from ${messages} where ${messages}.id = ${deliveries.messageId})`;
  const ofUser = (column: "reply_to" | "reply_from") =>
    sql`(select ${sql.identifier(column)} from ${users} where ${users}.id = ${deliveries.userId})`;
  return {
    to: sql<string>`coalesce(${own("reply_to")}, ${ofUser("reply_to")})`,
    from: sql<string | null>`case when ${own("reply_to")} is null then ${ofUser("reply_from")}
      else ${own("reply_from")} end`,
  };
}
