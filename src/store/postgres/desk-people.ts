import { and, desc, eq, or, sql } from "drizzle-orm";
import type { Person, PersonKey, Said, Standing } from "../desk.ts";
import { exchangeFromRows } from "../message-life.ts";
import type { Connection, Transaction } from "./connection.ts";
import { lockAddressee } from "./people.ts";
import { messages, users } from "./schema.ts";

export async function people(connection: Connection): Promise<Person[]> {
  return selectPeople(connection).orderBy(sql`last_wrote_at desc nulls last`, users.id);
}

export async function findPerson(connection: Connection, who: PersonKey): Promise<Person | null> {
  const match =
    typeof who === "number"
      ? eq(users.id, who)
      : or(eq(users.phoneNumber, who), eq(users.externalUserId, who));
  const [person] = await selectPeople(connection).where(match);
  return person ?? null;
}

export async function setStanding(
  transaction: Transaction,
  address: string,
  standing: Standing,
): Promise<Person> {
  const { id } = await lockAddressee(transaction, address);
  await transaction.orm
    .update(users)
    .set({ ...standing, updatedAt: transaction.now })
    .where(eq(users.id, id));
  const person = await findPerson(transaction, id);
  if (person === null) throw new Error(`user ${id} is gone`);
  return person;
}

export async function conversation(
  { orm }: Connection,
  personId: number,
  limit: number,
): Promise<Said[]> {
  const rows = await orm
    .select()
    .from(messages)
    .where(and(eq(messages.userId, personId), sql`state <> 'discarded'`))
    .orderBy(desc(messages.id))
    .limit(limit);
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
      messages: sql`(select count(*) ${of} and state <> 'discarded')`.mapWith(Number),
      refused: sql`(select count(*) ${of} and state = 'discarded')`.mapWith(Number),
      lastWroteAt: sql<number | null>`(select max(messages.created_at) ${of})`
        .mapWith(Number)
        .as("last_wrote_at"),
    })
    .from(users);
}
