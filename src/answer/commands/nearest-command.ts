import type { Language } from "../../core/language.ts";
import { foldWord } from "../../text/fold-word.ts";
import type { Command } from "./command.ts";
import { editDistance } from "../../core/edit-distance.ts";

export interface Suggestion {
  readonly command: Command;
  readonly word: string;
}

/** Returns the command that a misspelt word is closest to; null if none is close enough. */
export function nearestCommand(
  written: string,
  commands: readonly Command[],
  language: Language,
): Suggestion | null {
  const folded = foldWord(written);
  const close = commands
    .filter(({ isSuggested }) => isSuggested)
    .flatMap((command) =>
      [...command.languages[language].words, ...command.languages.en.words].map((word) => ({
        command,
        word,
        slips: slipsIn(folded, foldWord(word)),
      })),
    )
    .filter(({ slips }) => slips < Infinity);
  const [nearest = null] = close.toSorted((a, b) => a.slips - b.slips);
  return nearest;
}

/**
 * Returns the number of slips, Infinity if they are too many; a swap of two neighbours is one, though
 * it changes two letters.
 */
function slipsIn(written: string, word: string): number {
  const allowed = allowedSlips(word);
  const distance = editDistance(written, word, allowed);
  if (allowed === 0) return distance;
  const swapped = Array.from({ length: Math.max(0, written.length - 1) }, (_, index) => {
    const [a = "", b = ""] = [written[index], written[index + 1]];
    return written.slice(0, index) + b + a + written.slice(index + 2);
  });
  const afterSwap = swapped.map((other) => editDistance(other, word, allowed - 1) + 1);
  return Math.min(distance, ...afterSwap);
}

/** Returns the slips that a word allows: any changed letter makes a short word another one. */
function allowedSlips({ length }: string): number {
  if (length < 4) return 0;
  return length < 6 ? 1 : 2;
}
