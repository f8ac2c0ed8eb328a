import { eq } from "drizzle-orm";
import type { Connection } from "./connection.ts";
import { queueJobs } from "./jobs.ts";
import { hashSid } from "./receive.ts";
import { attachments, messages, seenSids, users } from "./schema.ts";

/**
 * Deletes a person with everything that hangs on them, and asks for the messenger's copies to be
 * removed. Their lane goes too, and with it the fence of whoever works there: an answer under way is
 * stored nowhere and never sent.
 */
export function erasePerson(connection: Connection, personId: number): boolean {
  const { orm, now } = connection;
  const theirs = eq(messages.userId, personId);
  const sids = orm.select({ sid: messages.sid }).from(messages).where(theirs).all();
  for (const { sid } of sids) {
    if (sid === null) continue;
    // A replay, or Twilio's own list, must not bring it back.
    const seen = { hash: hashSid(sid), createdAt: now() };
    orm.insert(seenSids).values(seen).onConflictDoNothing().run();
  }
  const copies = orm
    .select({ url: attachments.url, messageSid: messages.sid })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .where(theirs)
    .all();
  queueJobs(
    connection,
    copies.map(({ url, messageSid }) => ({
      kind: "remove-media",
      payload: { url, messageSid: messageSid ?? "" },
    })),
  );
  const erased = orm.delete(users).where(eq(users.id, personId)).returning({ id: users.id }).get();
  return erased !== undefined;
}
