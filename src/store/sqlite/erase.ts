import { eq } from "drizzle-orm";
import type { Connection } from "./connection.ts";
import { eraseMessages } from "./forget.ts";
import { messages, users } from "./schema.ts";

/**
 * Deletes a person with everything that hangs on them, and asks for the messenger's copies to be
 * removed. Their lane goes too, and with it the fence of whoever works there: an answer under way is
 * stored nowhere and never sent.
 */
export function erasePerson(connection: Connection, personId: number): boolean {
  const { orm } = connection;
  eraseMessages(connection, eq(messages.userId, personId));
  const erased = orm.delete(users).where(eq(users.id, personId)).returning({ id: users.id }).get();
  return erased !== undefined;
}
