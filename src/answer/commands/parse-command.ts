/** A word after a slash, and the text that follows it. */
export interface Written {
  readonly word: string;
  /** Empty when nothing with a letter or a digit follows. */
  readonly argument: string;
}

// A slash as the keyboards of any script write it, after quotes or marks that phones put around words,
// and punctuation or emoji right behind the word. A second slash makes it a path.
const COMMAND =
  /^([\s\p{Cf}]*)(["'`*_~¡¿\p{Ps}\p{Pi}\p{Pf}]*)[/／⁄∕]([\s\p{Cf}]?)(\p{L}[\p{L}\p{M}\p{N}_-]{0,30})(?![\p{L}\p{M}\p{N}_-])([^\p{L}\p{N}\s/／⁄∕\\]*)(?:(?:\s+|(?<=[:=：＝]))(.*))?$/su;
const LEADING_MARKS = /^[:–—,;=\s-]+/u;

/** Reads a message that begins with a slash and a word; null if it is a path, or any other text. */
export function parseCommand(text: string): Written | null {
  const [, , around, gap, word, , rest = ""] = COMMAND.exec(text.trim()) ?? [];
  if (word === undefined) return null;
  const argument = /[\p{L}\p{N}]/u.test(rest) ? rest.replace(LEADING_MARKS, "").trim() : "";
  // Quoted, or with a gap, it is a command only when it is alone.
  const isLoose = around !== "" || /\s/.test(gap ?? "");
  if (isLoose && argument !== "") return null;
  return { word: word.replace(/[_-]+$/, ""), argument };
}
