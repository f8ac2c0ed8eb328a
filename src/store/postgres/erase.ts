import { eq } from "drizzle-orm";
import type { Transaction } from "./connection.ts";
import { eraseMessages } from "./forget.ts";
import { lockLanes } from "./lanes.ts";
import { messages, users } from "./schema.ts";

/**
 * Deletes a person with everything that hangs on them, and asks for the messenger's copies to be
 * removed. Their lane goes too, and with it the fence of whoever works there: an answer under way is
 * stored nowhere and never sent. False when there is no such person.
 */
export async function erasePerson(transaction: Transaction, personId: number): Promise<boolean> {
  await lockLanes(transaction, [personId]);
  await eraseMessages(transaction, eq(messages.userId, personId));
  const erased = await transaction.orm
    .delete(users)
    .where(eq(users.id, personId))
    .returning({ id: users.id });
  return erased.length > 0;
}
