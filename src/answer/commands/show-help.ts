import type { Language } from "../../core/language.ts";
import type { Turn } from "../../store/turn.ts";
import type { Ability } from "../tools/tool.ts";
import { type Command, defineCommand } from "./command.ts";
import { incognito } from "./incognito.ts";

/** Lists the commands that the user may give, and what else the user can ask for. */
export const showHelp = defineCommand({
  name: "help",
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
      head: "Escríbeme como a cualquier persona. También puedes usar estos comandos:",
    },
    pt: {
      words: ["ajuda", "comandos"],
      help: "esta lista",
      head: "Escreva para mim como escreveria para uma pessoa. Você também pode usar estes comandos:",
    },
  },
  run: async ({ turn, commands, sentences }, { abilities }) => {
    const { language } = sentences;
    const state = turn.user.isIncognito ? `\n\n${incognito.languages[language].state}` : "";
    return listCommands(commands, language) + listAbilities(abilities, turn, language) + state;
  },
});

export function listCommands(commands: readonly Command[], language: Language): string {
  const lines = commands
    .filter(({ isListed }) => isListed)
    .map(({ languages }) => `*/${languages[language].words[0]}*: ${languages[language].help}`);
  return `${showHelp.languages[language].head}\n\n${lines.join("\n")}`;
}

/** Returns the sentences of the abilities that the turn's user has, to stand below the commands. */
export function listAbilities(
  abilities: readonly Ability[],
  turn: Turn,
  language: Language,
): string {
  const lines = abilities
    .filter((one) => one.isOffered?.(turn) ?? true)
    .flatMap(({ help }) => help?.[language] ?? []);
  return lines.length === 0 ? "" : `\n\n${lines.join("\n")}`;
}
