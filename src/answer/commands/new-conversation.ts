import type { CommandHandler } from "./command.ts";

/** Ends the conversation: what follows begins without a history. */
export const newConversation: CommandHandler = async ({ turn, lane, sentences }, { store }) => {
  await store.endConversation(lane, turn.messageId);
  return sentences.newBegun;
};
