import { catalogue, type CommandName, type Sentences } from "../../text/sentences.ts";
import { foldWord } from "../../text/fold-word.ts";
import { editDistance } from "../../core/edit-distance.ts";

/** What a slip of the thumb must not lead to. */
const NEVER_SUGGESTED: ReadonlySet<CommandName> = new Set(["forget", "new"]);

export interface Suggestion {
  readonly name: CommandName;
  readonly word: string;
}

/** Returns the command that a word was probably meant to be; null when none is close, or it erases. */
export function nearestCommand(
  written: string,
  names: readonly CommandName[],
  { commands }: Sentences,
): Suggestion | null {
  const folded = foldWord(written);
  const close = names
    .filter((name) => !NEVER_SUGGESTED.has(name))
    .flatMap((name) =>
      [commands, catalogue.en.commands].flatMap((spoken) =>
        spoken[name].words.map((word) => ({ name, word, slips: slipsIn(folded, foldWord(word)) })),
      ),
    )
    .filter(({ word, slips }) => slips <= allowedSlips(foldWord(word)));
  const [nearest = null] = close.toSorted((a, b) => a.slips - b.slips);
  return nearest;
}

/** A swap of two neighbours is one slip, though it changes two letters. */
function slipsIn(written: string, word: string): number {
  const distance = editDistance(written, word);
  const swapped = Array.from({ length: Math.max(0, written.length - 1) }, (_, index) => {
    const [a = "", b = ""] = [written[index], written[index + 1]];
    return written.slice(0, index) + b + a + written.slice(index + 2);
  });
  return Math.min(distance, ...swapped.map((other) => editDistance(other, word) + 1));
}

/** In a short word every letter makes another one of it. */
function allowedSlips({ length }: string): number {
  if (length < 4) return 0;
  return length < 6 ? 1 : 2;
}
