import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Identity, InboundMessage } from "../../core/message.ts";
import { identityOf, spellingsOf } from "../../core/user-address.ts";
import { drawCode } from "../access-code.ts";
import { mergedFrom, takenNumber, toldBy } from "../known-person.ts";
import { type Connection, given, prepared } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { conversations, deliveries, lanes, messages, users } from "./schema.ts";

export type Person = typeof users.$inferSelect;

/**
 * The person who wrote, of those found by either identity, and created when new. An identity that was
 * missing is filled in; when the two belong to two rows, the newer one's history moves to the older.
 * The number of an earlier holder, who had another id, moves to this person alone.
 */
export function settlePerson(
  connection: Connection,
  message: InboundMessage,
  own: readonly Person[],
  code: string,
): Person {
  const [older, newer] = own;
  releaseNumber(connection, message, own);
  if (older === undefined) return create(connection, message, code);
  if (newer !== undefined) merge(connection, older, newer);
  return update(connection, older, message);
}

/**
 * The rows of the person who carries either identity, oldest first: none, one or two. Not the row of
 * whoever had this number under another id.
 */
export function findPeople(
  connection: Connection,
  { phoneNumber, externalUserId }: Identity,
): Person[] {
  // Sorted here: to sort two rows takes SQLite ten times as long as to find them.
  return peopleWith(connection)
    .all({ phoneNumber, externalUserId })
    .sort((a, b) => a.id - b.id);
}

// An identity that is null equals none.
const peopleWith = prepared((orm) =>
  orm
    .select()
    .from(users)
    .where(
      or(
        and(
          eq(users.phoneNumber, given("phoneNumber")),
          or(
            isNull(users.externalUserId),
            sql`${given("externalUserId")} is null`,
            eq(users.externalUserId, given("externalUserId")),
          ),
        ),
        eq(users.externalUserId, given("externalUserId")),
      ),
    )
    .prepare(),
);

/** The person whom an owner means by an address, however WhatsApp spells it. */
export function findAddressee({ orm }: Connection, address: string): Person | null {
  const spellings = spellingsOf(address);
  const person = orm
    .select()
    .from(users)
    .where(or(inArray(users.phoneNumber, spellings), inArray(users.externalUserId, spellings)))
    .orderBy(users.id)
    .limit(1)
    .get();
  return person ?? null;
}

/** The same, made known when nobody has written from there yet. */
export function findOrCreateAddressee(connection: Connection, address: string): Person {
  const person = findAddressee(connection, address);
  if (person !== null) return person;
  const unknown = { identity: identityOf(address), from: address, profileName: null };
  return create(connection, unknown, freeCode(connection));
}

function create(
  connection: Connection,
  message: Pick<InboundMessage, "identity" | "from" | "profileName">,
  code: string,
): Person {
  const { orm, now } = connection;
  const at = now();
  return orm
    .insert(users)
    .values({
      ...message.identity,
      replyTo: message.from,
      whatsappName: message.profileName,
      code,
      createdAt: at,
      updatedAt: at,
    })
    .returning()
    .get();
}

/** A code that nobody has. */
export function freeCode({ orm }: Connection): string {
  for (;;) {
    const code = drawCode();
    const holder = orm.select({ id: users.id }).from(users).where(eq(users.code, code)).get();
    if (holder === undefined) return code;
  }
}

// The earlier holder of the number keeps their history, and is answered at their id.
function releaseNumber(
  { orm, now }: Connection,
  { identity }: InboundMessage,
  own: readonly Person[],
): void {
  const taken = takenNumber(identity, own);
  if (taken === null) return;
  orm
    .update(users)
    .set({ phoneNumber: null, replyTo: sql`${users.externalUserId}`, updatedAt: now() })
    .where(
      and(eq(users.phoneNumber, taken.phoneNumber), ne(users.externalUserId, taken.externalUserId)),
    )
    .run();
}

function update({ orm, now }: Connection, person: Person, message: InboundMessage): Person {
  const fresh = toldBy(message, person);
  const isNews =
    fresh.phoneNumber !== person.phoneNumber ||
    fresh.externalUserId !== person.externalUserId ||
    fresh.replyTo !== person.replyTo ||
    fresh.whatsappName !== person.whatsappName;
  if (!isNews) return person;
  return orm
    .update(users)
    .set({ ...fresh, updatedAt: now() })
    .where(eq(users.id, person.id))
    .returning()
    .get();
}

// Deleting the newer row deletes its lane, and with it the fence of whoever works there: that work
// is found open under the older lane and begun again.
function merge(connection: Connection, older: Person, newer: Person): void {
  const { orm, now } = connection;
  const at = now();
  orm
    .update(conversations)
    .set({ isActive: false, updatedAt: at })
    .where(eq(conversations.userId, older.id))
    .run();
  for (const table of [conversations, messages, deliveries]) {
    orm.update(table).set({ userId: older.id }).where(eq(table.userId, newer.id)).run();
  }
  orm.delete(users).where(eq(users.id, newer.id)).run();
  orm.update(users).set(mergedFrom(older, newer)).where(eq(users.id, older.id)).run();
  orm
    .delete(lanes)
    .where(inArray(lanes.userId, [newer.id]))
    .run();
  readyLane(connection, older.id, at);
}
