import { asc, eq, inArray, or, type SQL as Expression, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { identityOf, spellingsOf } from "../../core/user-address.ts";
import { drawCode } from "../access-code.ts";
import { mergedFrom, toldBy } from "../known-person.ts";
import type { Connection, Transaction } from "./connection.ts";
import { lockLane, readyLane } from "./lanes.ts";
import { conversations, deliveries, lanes, messages, users } from "./schema.ts";

export type Person = typeof users.$inferSelect;

/** Who carries either identity: nobody, one row or two. */
export function isKnownAs({ phoneNumber, externalUserId }: Identity): Expression {
  const byNumber = phoneNumber === null ? undefined : eq(users.phoneNumber, phoneNumber);
  const byUsername = externalUserId === null ? undefined : eq(users.externalUserId, externalUserId);
  return or(byNumber, byUsername) ?? sql`false`;
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
 * older. What the message tells of them is kept; nothing is written
 * when that is known.
 */
export async function settlePerson(
  transaction: Transaction,
  message: InboundMessage,
  [older, newer]: readonly Person[],
  code: string,
): Promise<number> {
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
