import { type Language, LANGUAGES } from "../../core/language.ts";
import type { WaitingMessage } from "../../store/turn.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import type { Command } from "./command.ts";
import { nearestCommand, type Suggestion } from "./nearest-command.ts";
import { parseCommand, type Written } from "./parse-command.ts";

export type FoundCommand =
  | {
      readonly kind: "known";
      readonly command: Command;
      readonly written: string;
      readonly argument: string;
    }
  | {
      readonly kind: "unknown";
      readonly written: string;
      readonly nearest: Suggestion | null;
    };

/** A command without an argument may have so many words of courtesy behind it. */
const COURTESY_WORDS = 2;
/** The folders of a root that users write about; any other lone word after a slash is a slip. */
const FOLDERS: ReadonlySet<string> = new Set(
  "bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var users".split(" "),
);

interface Sender {
  readonly language: Language;
  readonly isAdmin: boolean;
  /** The commands that are switched on. */
  readonly commands: readonly Command[];
}

/**
 * Returns the command that a message is: a word after a slash, of any language. Returns null if the
 * message is for the model, as a path is, or a sentence that only begins like a command.
 */
export function findCommand(
  message: Pick<WaitingMessage, "type" | "text" | "isForwarded">,
  sender: Sender,
): FoundCommand | null {
  const written = message.type === "text" && !message.isForwarded && parseCommand(message.text);
  if (!written) return null;
  const { word, argument } = written;
  for (const language of [sender.language, ...LANGUAGES]) {
    const command = sender.commands.find((known) => isWordOf(foldWord(word), known, language));
    if (command === undefined) continue;
    if (command.argument === "none" && isSentence(argument)) return null;
    if (isFor(command, sender.isAdmin)) return { kind: "known", command, written: word, argument };
    return { kind: "unknown", written: word, nearest: null };
  }
  return findSlip(written, sender);
}

/** Returns the suggestion for a misspelt command; null if the message may as well be for the model. */
function findSlip({ word, argument }: Written, sender: Sender): FoundCommand | null {
  const nearest = nearestCommand(word, commandsFor(sender), sender.language);
  const isAlone = argument === "";
  if (nearest !== null && (isAlone || usesArgument(nearest.command))) {
    return { kind: "unknown", written: word, nearest };
  }
  if (!isAlone || FOLDERS.has(foldWord(word))) return null;
  return { kind: "unknown", written: word, nearest: null };
}

/** Returns the command whose plain word a message is, in the user's own language; null if none. */
export function findPlainWord(
  text: string,
  language: Language,
  commands: readonly Command[],
): Command | null {
  const said = bareWord(text);
  const isSaid = (command: Command) => command.plainWord && isWordOf(said, command, language);
  return commands.find(isSaid) ?? null;
}

/** Whether a message is a command for any user, in any language. */
export function mayBeCommand(
  message: Parameters<typeof findCommand>[0],
  commands: readonly Command[],
): boolean {
  return LANGUAGES.some(
    (language) => findCommand(message, { language, isAdmin: true, commands }) !== null,
  );
}

/** Returns the commands that a user may give, in the order in which they are listed. */
export function commandsFor({
  isAdmin,
  commands,
}: Pick<Sender, "isAdmin" | "commands">): Command[] {
  return commands.filter((command) => isFor(command, isAdmin));
}

function isSentence(argument: string): boolean {
  return argument.split(/\s+/).length > COURTESY_WORDS;
}

function usesArgument({ argument }: Command): boolean {
  switch (argument) {
    case "required":
    case "optional":
      return true;
    case "ignored":
    case "none":
      return false;
  }
}

function isFor({ forAdmins }: Command, isAdmin: boolean): boolean {
  return isAdmin || !forAdmins;
}

function isWordOf(folded: string, { languages }: Command, language: Language): boolean {
  return languages[language].words.some((word) => foldWord(word) === folded);
}
