import type { Deed } from "./command.ts";

/** Ends the conversation: what follows begins without a history. */
export const beginAnew: Deed = async ({ turn, lane, sentences }, { store }) => {
  await store.endConversation(lane, turn.messageId);
  return sentences.newBegun;
};
