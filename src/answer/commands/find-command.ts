import type { WaitingMessage } from "../../store/turn.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import { catalogue, type CommandName, type Sentences } from "../../text/sentences.ts";
import { nearestCommand, type Suggestion } from "./nearest-command.ts";
import { parseCommand, type Written } from "./parse-command.ts";

export type Command =
  | {
      readonly kind: "known";
      readonly name: CommandName;
      readonly written: string;
      readonly argument: string;
    }
  | {
      readonly kind: "unknown";
      readonly written: string;
      readonly nearest: Suggestion | null;
    };

const FOR_ADMINS: ReadonlySet<CommandName> = new Set(["allow", "block"]);
/** Never a plain word: "more" is for the model unless something is held, which is found out there. */
const WITH_SLASH: ReadonlySet<CommandName> = new Set([...FOR_ADMINS, "more"]);
const WITH_ARGUMENT: ReadonlySet<CommandName> = new Set(["persona", "language", "allow", "block"]);
/** Of these a sentence says nothing; what erases asks back, and who wants a person may say why. */
const WITHOUT_ARGUMENT: ReadonlySet<CommandName> = new Set([
  "help",
  "start",
  "more",
  "new",
  "usage",
  "id",
]);
/** So many words behind it may be courtesy. */
const COURTESY_WORDS = 2;
/** The folders of a root that people write about; a word like any other after a slash is a slip. */
const FOLDERS: ReadonlySet<string> = new Set(
  "bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var users".split(" "),
);

interface Reader {
  readonly sentences: Sentences;
  readonly isAdmin: boolean;
}

/**
 * The command that a message is: a word after a slash, of any language. Null when it is said to the
 * model, as a path is, or a sentence that only begins like one.
 */
export function findCommand(
  message: Pick<WaitingMessage, "type" | "text" | "isForwarded">,
  reader: Reader,
): Command | null {
  const written = message.type === "text" && !message.isForwarded && parseCommand(message.text);
  if (!written) return null;
  const { word, argument } = written;
  const names = allNames(reader.sentences);
  for (const spoken of [reader.sentences, ...Object.values(catalogue)]) {
    const name = names.find((known) => isWordOf(foldWord(word), known, spoken));
    if (name === undefined) continue;
    if (WITHOUT_ARGUMENT.has(name) && isSentence(argument)) return null;
    if (isFor(name, reader.isAdmin)) return { kind: "known", name, written: word, argument };
    return { kind: "unknown", written: word, nearest: null };
  }
  return findSlip(written, reader);
}

/** What was probably meant for a command; null when it may as well be said to the model. */
function findSlip({ word, argument }: Written, { sentences, isAdmin }: Reader): Command | null {
  const names = allNames(sentences).filter((name) => isFor(name, isAdmin));
  const nearest = nearestCommand(word, names, sentences);
  const isAlone = argument === "";
  if (nearest !== null && (isAlone || WITH_ARGUMENT.has(nearest.name))) {
    return { kind: "unknown", written: word, nearest };
  }
  if (!isAlone || FOLDERS.has(foldWord(word))) return null;
  return { kind: "unknown", written: word, nearest: null };
}

/** The command whose plain word a message is, in the user's own language; null when none. */
export function findPlainWord(text: string, sentences: Sentences): CommandName | null {
  const said = bareWord(text);
  const isSaid = (name: CommandName) => !WITH_SLASH.has(name) && isWordOf(said, name, sentences);
  return allNames(sentences).find(isSaid) ?? null;
}

/** Whether a message is a command to anybody, in any language. */
export function mayBeCommand(message: Parameters<typeof findCommand>[0]): boolean {
  return Object.values(catalogue).some(
    (sentences) => findCommand(message, { sentences, isAdmin: true }) !== null,
  );
}

/** The commands that somebody may give, in the order in which they are listed. */
export function commandNames(sentences: Sentences, isAdmin: boolean): CommandName[] {
  return allNames(sentences).filter((name) => isFor(name, isAdmin) && name !== "start");
}

function allNames({ commands }: Sentences): CommandName[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every catalogue has exactly these.
  return Object.keys(commands) as CommandName[];
}

function isSentence(argument: string): boolean {
  return argument.split(/\s+/).length > COURTESY_WORDS;
}

function isFor(name: CommandName, isAdmin: boolean): boolean {
  return isAdmin || !FOR_ADMINS.has(name);
}

function isWordOf(folded: string, name: CommandName, { commands }: Sentences): boolean {
  return commands[name].words.some((word) => foldWord(word) === folded);
}
