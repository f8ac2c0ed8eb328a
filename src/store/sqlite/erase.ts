import { eq } from "drizzle-orm";
import type { Connection } from "./connection.ts";
import { hashSid } from "./receive.ts";
import { messages, seenSids, users } from "./schema.ts";

/**
 * Deletes a person with everything that hangs on them. Their lane goes too, and with it the fence of
 * whoever works there: an answer under way is stored nowhere and never sent.
 */
export function erasePerson({ orm, now }: Connection, personId: number): boolean {
  const sids = orm
    .select({ sid: messages.sid })
    .from(messages)
    .where(eq(messages.userId, personId))
    .all();
  for (const { sid } of sids) {
    if (sid === null) continue;
    // A replay, or Twilio's own list, must not bring it back.
    orm
      .insert(seenSids)
      .values({ hash: hashSid(sid), createdAt: now() })
      .onConflictDoNothing()
      .run();
  }
  const erased = orm.delete(users).where(eq(users.id, personId)).returning({ id: users.id }).get();
  return erased !== undefined;
}
