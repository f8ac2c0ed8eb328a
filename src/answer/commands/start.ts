import { otherLanguages } from "../reply/offers.ts";
import { defineCommand } from "./command.ts";
import { listAbilities, listCommands } from "./show-help.ts";

/** Greets the user and lists the commands. */
export const start = defineCommand({
  name: "start",
  argument: "none",
  isListed: false,
  languages: {
    en: { words: ["start"], help: "begin" },
    es: { words: ["empezar"], help: "empezar" },
    pt: { words: ["começar"], help: "começar" },
  },
  run: async ({ commands, sentences, turn }, { abilities, welcomeMessage }) => ({
    text:
      listCommands(commands, sentences.language) +
      listAbilities(abilities, turn, sentences.language),
    topic: "start",
    above: welcomeMessage ?? sentences.welcome,
    offer: { choices: otherLanguages(turn.user, sentences), inWords: "" },
  }),
});
