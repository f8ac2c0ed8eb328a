import type { Language } from "../../core/language.ts";
import { type Command, defineCommand } from "./command.ts";
import { incognito } from "./incognito.ts";

/** Lists the commands that the user may give. */
export const showHelp = defineCommand({
  name: "help",
  forAdmins: false,
  plainWord: true,
  argument: "none",
  languages: {
    en: {
      words: ["help", "commands"],
      help: "this list",
      head: "Write to me as you would to a person. You can also use these commands:",
    },
    es: {
      words: ["ayuda", "comandos"],
      help: "esta lista",
      head: "Escríbeme como a cualquier persona. Además, entiendo:",
    },
    pt: {
      words: ["ajuda", "comandos"],
      help: "esta lista",
      head: "Escreva para mim como escreveria para uma pessoa. Além disso, eu entendo:",
    },
  },
  run: async ({ turn, commands, sentences }) => {
    const { language } = sentences;
    const state = turn.user.isIncognito ? [incognito.languages[language].state] : [];
    return [listCommands(commands, language), ...state].join("\n\n");
  },
});

export function listCommands(commands: readonly Command[], language: Language): string {
  const lines = commands
    .filter(({ isListed }) => isListed)
    .map(({ languages }) => `*/${languages[language].words[0]}*: ${languages[language].help}`);
  return `${showHelp.languages[language].head}\n\n${lines.join("\n")}`;
}
