import type { CommandHandler } from "./command.ts";
import { commandNames } from "./find-command.ts";

/** Lists what the user may ask for. */
export const showHelp: CommandHandler = async ({ sentences, isAdmin }) => {
  const lines = commandNames(sentences, isAdmin).map((name) => {
    const { words, does } = sentences.commands[name];
    return `*/${words[0]}*: ${does}`;
  });
  return `${sentences.helpHead}\n\n${lines.join("\n")}`;
};
