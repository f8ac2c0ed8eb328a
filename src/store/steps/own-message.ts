import { sql } from "drizzle-orm";
import { first, type Transaction } from "../driver.ts";
import { type Given, statement } from "../statement.ts";
import { activeConversation } from "./conversations.ts";
import { addressedNow } from "./user-addresses.ts";

interface OwnMessage {
  readonly userId: number;
  readonly content: string;
  /** The owner, or the program, that wrote it, and the key of the request; null for the bot. */
  readonly by?: string | null;
  readonly requestKey?: string | null;
}

/** Stores a message of ours that stands in the user's conversation, and returns its id. */
export async function insertOwnMessage(
  transaction: Transaction,
  { userId, content, by = null, requestKey = null }: OwnMessage,
): Promise<number> {
  const { now } = transaction;
  const facts = { userId, content, by, requestKey, now, since: 0 };
  const stored = await first(transaction, insertOwn, facts);
  if (stored === undefined) throw new Error("a new message has no id");
  return stored.id;
}

const insertOwn = statement(
  (
    { orm, messages, conversations, users },
    given: Given<keyof Required<OwnMessage> | "now" | "since">,
  ) =>
    orm
      .insert(messages)
      .values({
        userId: given.userId,
        conversationId: sql`(${activeConversation({ orm, conversations }, given)})`,
        direction: "outbound",
        messageType: "text",
        content: given.content,
        writtenBy: given.by,
        requestKey: given.requestKey,
        ...addressedNow({ users }, given),
        state: "answered",
        runAt: given.now,
        createdAt: given.now,
        updatedAt: given.now,
      })
      .returning({ id: messages.id }),
);
