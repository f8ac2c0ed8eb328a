import type { ConversationReads } from "./conversation-reads.ts";
import type { Driver } from "./driver.ts";
import { conversationOf, conversations, waitingForHuman } from "./steps/list-conversations.ts";
import { endHumanRequest, handBack, takeOver } from "./steps/take-over.ts";
import { findAttachment, readPartFile, threadBefore } from "./steps/thread.ts";
import { writeMessage } from "./steps/write-message.ts";
import type { TakeOverSteps } from "./take-over.ts";

/** Binds the steps of the owner's conversations to a database. */
export function conversationSteps({
  read,
  transact,
}: Pick<Driver, "read" | "transact">): ConversationReads & TakeOverSteps {
  return {
    conversations: (options) => read((r) => conversations(r, options)),
    conversationOf: (userId) => read((r) => conversationOf(r, userId)),
    waitingForHuman: () => read(waitingForHuman),
    threadBefore: (userId, before, limit) => read((r) => threadBefore(r, userId, before, limit)),
    findAttachment: (messageId, idx) => read((r) => findAttachment(r, messageId, idx)),
    readPartFile: (partId) => read((r) => readPartFile(r, partId)),
    takeOver: (userId, owner) => transact((t) => takeOver(t, userId, owner)),
    handBack: (userId, by) => transact((t) => handBack(t, userId, by)),
    endHumanRequest: (userId, by) => transact((t) => endHumanRequest(t, userId, by)),
    writeMessage: (message, decide) => transact((t) => writeMessage(t, message, decide)),
  };
}
