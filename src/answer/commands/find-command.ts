import type { WaitingMessage } from "../../store/turn.ts";
import { catalogue, type CommandName, type Sentences } from "../../text/sentences.ts";
import { editDistance } from "./edit-distance.ts";
import { foldWord } from "./fold-word.ts";

export type Command =
  | {
      readonly kind: "known";
      readonly name: CommandName;
      readonly written: string;
      readonly argument: string;
    }
  | { readonly kind: "unknown"; readonly written: string; readonly nearest: string };

const WITH_SLASH = /^\/(\p{L}[\p{L}\p{M}\p{N}_-]{0,30})(?:\s+(.*))?$/su;
const FOR_ADMINS: ReadonlySet<CommandName> = new Set(["allow", "block"]);

/**
 * The command that a message is: a word after a slash, of any language, or one of the user's own
 * language that is the whole message. Null when it is said to the model.
 */
export function findCommand(
  message: Pick<WaitingMessage, "type" | "text" | "isForwarded">,
  { sentences, isAdmin }: { readonly sentences: Sentences; readonly isAdmin: boolean },
): Command | null {
  if (message.type !== "text" || message.isForwarded) return null;
  const text = message.text.trim();
  const names = commandNames(sentences, isAdmin);
  const [, word, argument = ""] = WITH_SLASH.exec(text) ?? [];
  if (word === undefined) {
    const name = names.find((known) => !FOR_ADMINS.has(known) && isWordOf(text, known, sentences));
    return name === undefined ? null : { kind: "known", name, written: text, argument: "" };
  }
  for (const spoken of [sentences, ...Object.values(catalogue)]) {
    const name = names.find((known) => isWordOf(word, known, spoken));
    if (name !== undefined)
      return { kind: "known", name, written: word, argument: argument.trim() };
  }
  return { kind: "unknown", written: word, nearest: nearestWord(word, names, sentences) };
}

/** Whether a message is a command to anybody, in any language. */
export function mayBeCommand(message: Parameters<typeof findCommand>[0]): boolean {
  return Object.values(catalogue).some(
    (sentences) => findCommand(message, { sentences, isAdmin: true }) !== null,
  );
}

/** The commands that somebody may give, in the order in which they are listed. */
export function commandNames({ commands }: Sentences, isAdmin: boolean): CommandName[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every catalogue has exactly these.
  const names = Object.keys(commands) as CommandName[];
  return names.filter((name) => isAdmin || !FOR_ADMINS.has(name));
}

function isWordOf(text: string, name: CommandName, { commands }: Sentences): boolean {
  const folded = foldWord(text);
  return commands[name].words.some((word) => foldWord(word) === folded);
}

function nearestWord(
  written: string,
  names: readonly CommandName[],
  { commands }: Sentences,
): string {
  const [nearest = ""] = names
    .flatMap((name) => commands[name].words)
    .map((word) => ({ word, distance: editDistance(foldWord(written), foldWord(word)) }))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ word }) => word);
  return nearest;
}
