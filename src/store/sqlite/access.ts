import { and, eq, gt } from "drizzle-orm";
import { describePerson } from "../known-person.ts";
import type { Access, Line, Person, PeopleStore, Who } from "../people.ts";
import type { Connection } from "./connection.ts";
import { readyLane } from "./lanes.ts";
import { queueParts } from "./queue-parts.ts";
import { findAddressee, findOrCreateAddressee, type Person as Row } from "./people.ts";
import { meantBy } from "./reports.ts";
import { deliveries, messages, users } from "./schema.ts";

export function findPerson(connection: Connection, who: Who): Person | null {
  const row =
    "code" in who ? findByCode(connection, who.code) : findAddressee(connection, who.address);
  return row === null ? null : describePerson(row);
}

export function setAccess(
  connection: Connection,
  who: Who,
  access: Access,
  line: Line | null,
): Person | null {
  const row =
    "code" in who
      ? findByCode(connection, who.code)
      : findOrCreateAddressee(connection, who.address);
  if (row === null) return null;
  const isAllowed = access === "allowed";
  const isNews = row.isActive !== isAllowed || row.isWhitelisted !== isAllowed;
  connection.orm
    .update(users)
    .set({ isActive: isAllowed, isWhitelisted: isAllowed, updatedAt: connection.now() })
    .where(eq(users.id, row.id))
    .run();
  if (isNews && line !== null && hasWritten(connection, row)) {
    queueNotice(connection, row, line, access);
  }
  return describePerson(row);
}

export function notify(
  connection: Connection,
  address: string,
  line: Line,
  { topic, everyMs }: Parameters<PeopleStore["notify"]>[2],
): boolean {
  const person = findOrCreateAddressee(connection, address);
  const recent = connection.orm
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.userId, person.id),
        eq(messages.direction, "outbound"),
        eq(messages.topic, topic),
        gt(messages.createdAt, connection.now() - everyMs),
      ),
    )
    .limit(1)
    .get();
  if (recent !== undefined) return false;
  queueNotice(connection, person, line, topic);
  return true;
}

export function isAnswer(
  { orm }: Connection,
  report: Parameters<PeopleStore["isAnswer"]>[0],
): boolean {
  const row = orm
    .select({ direction: messages.direction })
    .from(deliveries)
    .innerJoin(messages, eq(messages.id, deliveries.messageId))
    .where(meantBy(report))
    .get();
  return row?.direction === "inbound";
}

function queueNotice(connection: Connection, person: Row, line: Line, topic: string): void {
  const at = connection.now();
  const { id } = connection.orm
    .insert(messages)
    .values({
      userId: person.id,
      direction: "outbound",
      messageType: "text",
      state: "answered",
      topic,
      runAt: at,
      createdAt: at,
      updatedAt: at,
    })
    .returning({ id: messages.id })
    .get();
  queueParts(connection, { messageId: id, userId: person.id }, [line(person.language)]);
  readyLane(connection, person.id, at);
}

// WhatsApp lets nobody begin who was not written to.
function hasWritten({ orm }: Connection, { id }: Row): boolean {
  const row = orm
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.userId, id), eq(messages.direction, "inbound")))
    .limit(1)
    .get();
  return row !== undefined;
}

function findByCode({ orm }: Connection, code: string): Row | null {
  return orm.select().from(users).where(eq(users.code, code)).get() ?? null;
}
