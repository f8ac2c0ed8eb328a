import { and, eq, gt } from "drizzle-orm";
import { describePerson } from "../known-person.ts";
import type { Access, Line, Person, PeopleStore, Who } from "../people.ts";
import type { Connection, Transaction } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { queueParts } from "./parts.ts";
import { findAddressee, lockAddressee, lockPerson, type Person as Row } from "./people.ts";
import { insertMessage } from "./receive.ts";
import { meantBy } from "./reports.ts";
import { deliveries, messages, users } from "./schema.ts";

export async function findPerson(connection: Connection, who: Who): Promise<Person | null> {
  const row =
    "code" in who
      ? await findByCode(connection, who.code)
      : await findAddressee(connection, who.address);
  return row === null ? null : describePerson(row);
}

export async function setAccess(
  transaction: Transaction,
  who: Who,
  access: Access,
  line: Line | null,
): Promise<Person | null> {
  const row =
    "code" in who
      ? await lockByCode(transaction, who.code)
      : await lockAddressee(transaction, who.address);
  if (row === null) return null;
  const isAllowed = access === "allowed";
  const isNews = row.isActive !== isAllowed || row.isWhitelisted !== isAllowed;
  if (!isNews) return describePerson(row);
  await transaction.orm
    .update(users)
    .set({ isActive: isAllowed, isWhitelisted: isAllowed, updatedAt: transaction.now })
    .where(eq(users.id, row.id));
  if (line !== null && (await hasWritten(transaction, row))) {
    await queueNotice(transaction, row, line, access);
  }
  return describePerson(row);
}

export async function notify(
  transaction: Transaction,
  address: string,
  line: Line,
  { topic, everyMs }: Parameters<PeopleStore["notify"]>[2],
): Promise<boolean> {
  const person = await lockAddressee(transaction, address);
  const recent = await transaction.orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.userId, person.id),
        eq(messages.direction, "outbound"),
        eq(messages.topic, topic),
        gt(messages.createdAt, transaction.now - everyMs),
      ),
    )
    .limit(1);
  if (recent.length > 0) return false;
  await queueNotice(transaction, person, line, topic);
  return true;
}

export async function isAnswer(
  { orm }: Connection,
  report: Parameters<PeopleStore["isAnswer"]>[0],
): Promise<boolean> {
  const [row] = await orm
    .select({ direction: messages.direction })
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(meantBy(report));
  return row?.direction === "inbound";
}

async function queueNotice(
  transaction: Transaction,
  person: Row,
  line: Line,
  topic: string,
): Promise<void> {
  const { now } = transaction;
  const messageId = await insertMessage(transaction, {
    userId: person.id,
    direction: "outbound",
    messageType: "text",
    state: "answered",
    topic,
    runAt: now,
    createdAt: now,
    updatedAt: now,
  });
  await queueParts(transaction, { messageId, userId: person.id }, [line(person.language)]);
  await readyLane(transaction, person.id, now);
}

// WhatsApp lets nobody begin who was not written to.
async function hasWritten({ orm }: Connection, { id }: Row): Promise<boolean> {
  const written = await orm
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.userId, id), eq(messages.direction, "inbound")))
    .limit(1);
  return written.length > 0;
}

async function lockByCode(transaction: Transaction, code: string): Promise<Row | null> {
  const row = await findByCode(transaction, code);
  return row === null ? null : lockPerson(transaction, row.id);
}

async function findByCode({ orm }: Connection, code: string): Promise<Row | null> {
  const [row] = await orm.select().from(users).where(eq(users.code, code));
  return row ?? null;
}
