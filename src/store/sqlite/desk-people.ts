import { and, desc, eq, or, sql } from "drizzle-orm";
import type { Person, PersonKey, Said, Standing } from "../desk.ts";
import { exchangeFromRows } from "../message-life.ts";
import type { Connection } from "./connection.ts";
import { findOrCreateAddressee } from "./people.ts";
import { messages, users } from "./schema.ts";

export function people(connection: Connection): Person[] {
  return selectPeople(connection)
    .orderBy(desc(sql`last_wrote_at`), users.id)
    .all();
}

export function findPerson(connection: Connection, who: PersonKey): Person | null {
  const match =
    typeof who === "number"
      ? eq(users.id, who)
      : or(eq(users.phoneNumber, who), eq(users.externalUserId, who));
  return selectPeople(connection).where(match).get() ?? null;
}

export function setStanding(connection: Connection, address: string, standing: Standing): Person {
  const { id } = findOrCreateAddressee(connection, address);
  connection.orm
    .update(users)
    .set({ ...standing, updatedAt: connection.now() })
    .where(eq(users.id, id))
    .run();
  const person = findPerson(connection, id);
  if (person === null) throw new Error(`user ${id} is gone`);
  return person;
}

export function conversation({ orm }: Connection, personId: number, limit: number): Said[] {
  const rows = orm
    .select()
    .from(messages)
    .where(and(eq(messages.userId, personId), sql`state <> 'discarded'`))
    .orderBy(desc(messages.id))
    .limit(limit)
    .all();
  return exchangeFromRows(rows, limit);
}

function selectPeople({ orm }: Connection) {
  const of = sql`from messages where messages.user_id = users.id and direction = 'inbound'`;
  return orm
    .select({
      id: users.id,
      phoneNumber: users.phoneNumber,
      externalUserId: users.externalUserId,
      name: users.whatsappName,
      isWhitelisted: users.isWhitelisted,
      isActive: users.isActive,
      messages: sql<number>`(select count(*) ${of} and state <> 'discarded')`,
      refused: sql<number>`(select count(*) ${of} and state = 'discarded')`,
      lastWroteAt: sql<number | null>`(select max(messages.created_at) ${of})`.as("last_wrote_at"),
    })
    .from(users);
}
