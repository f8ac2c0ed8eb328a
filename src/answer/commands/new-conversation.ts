import { defineCommand } from "./command.ts";

/** Ends the conversation: the next message begins one without a history. */
export const newConversation = defineCommand({
  name: "new",
  argument: "none",
  isSuggested: false,
  languages: {
    en: {
      words: ["new", "reset"],
      help: "start over with a new conversation",
      begun: "Done: this is a new conversation. I start without our earlier messages.",
    },
    es: {
      words: ["nueva", "nuevo"],
      help: "empezar una conversación nueva",
      begun: "Listo: esta es una conversación nueva. Empiezo sin tener en cuenta lo anterior.",
    },
    pt: {
      words: ["nova", "novo"],
      help: "começar uma conversa nova",
      begun: "Pronto: esta é uma conversa nova. Começo sem levar em conta o que foi dito antes.",
    },
  },
  run: async ({ turn, lane, own }, { store }) => {
    await store.endConversation(lane, turn.messageId);
    return own.begun;
  },
});
