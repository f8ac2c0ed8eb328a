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

/** The maximum number of polite words after a command without an argument. */
const COURTESY_WORDS = 2;
/** In UTF-16 units: shorter words that a space divides are others. */
const MIN_DIVIDED = 8;
const NEXT_WORD = /^([\p{L}\p{M}]+)[^\p{L}\p{N}\s/]*(?:\s+(.*))?$/su;
/** The folders of a root that users write about; any other lone word after a slash is a slip. */
const FOLDERS: ReadonlySet<string> = new Set(
  "bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var users".split(" "),
);

interface Sender {
  readonly language: Language;
  readonly isAdmin: boolean;
  /** Every command that the settings leave on. */
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
  for (const { word, argument } of [...joined(written), written]) {
    const command = [sender.language, ...LANGUAGES]
      .map((language) => sender.commands.find((known) => isWordOf(plain(word), known, language)))
      .find((known) => known !== undefined);
    if (command === undefined) continue;
    if (isForModel(command, argument)) return null;
    if (isFor(command, sender.isAdmin)) return { kind: "known", command, written: word, argument };
    return { kind: "unknown", written: word, nearest: null };
  }
  return findSlip(written, sender);
}

/** Returns the command with the next word as a part of its own, as in “zona horaria”. */
function joined({ word, argument }: Written): Written[] {
  const [, next = "", rest = ""] = NEXT_WORD.exec(argument) ?? [];
  const isLong = next !== "" && (word + next).length >= MIN_DIVIDED;
  return isLong ? [{ word: word + next, argument: rest }] : [];
}

/** Returns a word as it is compared: some write its parts apart. */
function plain(word: string): string {
  return foldWord(word).replaceAll(/[-_]/g, "");
}

/** Returns the suggestion for a misspelt command; null if the message may as well be for the model. */
function findSlip({ word, argument }: Written, sender: Sender): FoundCommand | null {
  const nearest = nearestCommand(word, commandsFor(sender), sender.language);
  const isAlone = argument === "";
  if (nearest !== null && (isAlone || usesArgument(nearest.command))) {
    if (isForModel(nearest.command, argument)) return null;
    return { kind: "unknown", written: word, nearest };
  }
  if (!isAlone || FOLDERS.has(foldWord(word))) return null;
  return { kind: "unknown", written: word, nearest: null };
}

/** Returns the command whose plain word a message is, in the user's own language; null if none. */
export function findPlainWord(
  text: string,
  { commands, language }: Pick<Sender, "commands" | "language">,
): Command | null {
  const said = bareWord(text);
  const isSaid = (command: Command) => command.plainWord && isWordOf(said, command, language);
  return commands.find(isSaid) ?? null;
}

/** Returns the function that tells whether a message is a command for any user, in any language. */
export function mayBeCommand(
  commands: readonly Command[],
): (message: Parameters<typeof findCommand>[0]) => boolean {
  return (message) =>
    LANGUAGES.some(
      (language) => findCommand(message, { language, isAdmin: true, commands }) !== null,
    );
}

/** Returns the commands that a user may give, in the order in which they are listed. */
export function commandsFor({
  commands,
  isAdmin,
}: Pick<Sender, "commands" | "isAdmin">): Command[] {
  return commands.filter((command) => isFor(command, isAdmin));
}

function isForModel(command: Command, argument: string): boolean {
  const isSentence = argument.split(/\s+/).length > COURTESY_WORDS;
  return (command.argument === "none" && isSentence) || command.isForModel(argument);
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
