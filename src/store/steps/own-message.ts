import { inserted, type Transaction } from "../driver.ts";
import { insertRow } from "../plain-statements.ts";
import { conversationNow } from "./conversations.ts";
import { ADDRESSED_NOW } from "./user-addresses.ts";

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
  const facts = { userId, content, writtenBy: by, requestKey };
  return (await inserted(transaction, ownRow, { ...facts, runAt: now, now, since: 0 })).id;
}

const ownRow = insertRow(
  "messages",
  ["userId", "content", "writtenBy", "requestKey", "runAt", "now"],
  {
    set: {
      ...ADDRESSED_NOW,
      conversationId: conversationNow,
      direction: "outbound",
      messageType: "text",
      state: "answered",
    },
    returning: ["id"],
  },
);
