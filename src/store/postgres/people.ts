import { and, asc, eq, inArray, isNull, ne, or, type SQL as Expression, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { identityOf, spellingsOf } from "../../core/user-address.ts";
import { drawCode } from "../access-code.ts";
import { mergedFrom, takenNumber, toldBy } from "../known-person.ts";
import type { Connection, Transaction } from "./connection.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { conversations, deliveries, lanes, messages, users } from "./schema.ts";

export type Person = typeof users.$inferSelect;

/**
 * Who carries either identity: nobody, one row or two. Not the row of whoever had this number under
 * another id.
 */
export function isKnownAs({ phoneNumber, externalUserId }: Identity): Expression {
  const byId = externalUserId === null ? undefined : eq(users.externalUserId, externalUserId);
  const isNotAnothers = byId && or(isNull(users.externalUserId), byId);
  const byNumber =
    phoneNumber === null ? undefined : and(eq(users.phoneNumber, phoneNumber), isNotAnothers);
  return or(byNumber, byId) ?? sql`false`;
}

/** Finds who carries either identity and locks their lanes, in one statement; returns their ids. */
export async function lockPeople({ orm }: Transaction, identity: Identity): Promise<number[]> {
  const rows = await orm
    .select({ userId: lanes.userId })
    .from(lanes)
    .innerJoin(users, eq(users.id, lanes.userId))
    .where(isKnownAs(identity))
    .orderBy(asc(lanes.userId))
    .for("update", { of: lanes });
  return rows.map(({ userId }) => userId);
}

/**
 * The id of the person who wrote, of the rows that carry their identities, oldest first, with the
 * lanes locked: created when there is none; when there are two, the newer one's history moves to the
 * older. The number of an earlier holder, who had another id, moves to this person alone. What the
 * message tells of them is kept; nothing is written when that is known.
 */
export async function settlePerson(
  transaction: Transaction,
  message: InboundMessage,
  own: readonly Person[],
  code: string,
): Promise<number> {
  const [older, newer] = own;
  await releaseNumber(transaction, message, own);
  if (older === undefined) return (await create(transaction, message, code)).id;
  if (newer !== undefined) await merge(transaction, older, newer);
  const told = { ...toldBy(message, older), ...(newer && mergedFrom(older, newer)) };
  if (!Bun.deepEquals({ ...older, ...told }, older)) {
    await transaction.orm
      .update(users)
      .set({ ...told, updatedAt: transaction.now })
      .where(eq(users.id, older.id));
  }
  return older.id;
}

// The earlier holder of the number keeps their history, and is answered at their id. Whoever writes
// their row meanwhile with the number still in it violates its constraint, and begins again.
async function releaseNumber(
  { orm, now }: Transaction,
  { identity }: InboundMessage,
  own: readonly Person[],
): Promise<void> {
  const taken = takenNumber(identity, own);
  if (taken === null) return;
  await orm
    .update(users)
    .set({ phoneNumber: null, replyTo: sql`${users.externalUserId}`, updatedAt: now })
    .where(
      and(eq(users.phoneNumber, taken.phoneNumber), ne(users.externalUserId, taken.externalUserId)),
    );
}

/** The person whom an owner means by an address, however WhatsApp spells it. */
export async function findAddressee({ orm }: Connection, address: string): Promise<Person | null> {
  const spellings = spellingsOf(address);
  const [person] = await orm
    .select()
    .from(users)
    .where(or(inArray(users.phoneNumber, spellings), inArray(users.externalUserId, spellings)))
    .orderBy(asc(users.id))
    .limit(1);
  return person ?? null;
}

/** The same with their lane locked, and made known when nobody has written from there yet. */
export async function lockAddressee(transaction: Transaction, address: string): Promise<Person> {
  const person = await findAddressee(transaction, address);
  if (person !== null) return lockPerson(transaction, person.id);
  const unknown = { identity: identityOf(address), from: address, profileName: null };
  return create(transaction, unknown, drawCode());
}

/** Locks the lane of somebody who was found, and reads them as they are then. */
export async function lockPerson(transaction: Transaction, personId: number): Promise<Person> {
  await lockLane(transaction, personId);
  const [person] = await transaction.orm.select().from(users).where(eq(users.id, personId));
  if (person === undefined) throw new Error(`user ${personId} has a lane and is gone`);
  return person;
}

// Whoever was created meanwhile under the same identity or code violates a unique constraint: the
// transaction begins again, finds them, or draws another code.
async function create(
  transaction: Transaction,
  message: Pick<InboundMessage, "identity" | "from" | "profileName">,
  code: string,
): Promise<Person> {
  const { orm, now } = transaction;
  const [person] = await orm
    .insert(users)
    .values({
      ...message.identity,
      replyTo: message.from,
      whatsappName: message.profileName,
      code,
      createdAt: now,
      updatedAt: now,
    })
    .returning();
  if (person === undefined) throw new Error("PostgreSQL returned no row for a new user");
  await lockLane(transaction, person.id);
  return person;
}

// Deleting the newer row deletes its lane, and with it the fence of whoever works there: that work
// is found open under the older lane and begun again.
async function merge(transaction: Transaction, older: Person, newer: Person): Promise<void> {
  const { orm, now } = transaction;
  await orm
    .update(conversations)
    .set({ isActive: false, updatedAt: now })
    .where(eq(conversations.userId, older.id));
  for (const table of [conversations, messages, deliveries]) {
    await orm.update(table).set({ userId: older.id }).where(eq(table.userId, newer.id));
  }
  await orm.delete(users).where(eq(users.id, newer.id));
  await readyLane(transaction, older.id, now);
}
