// WhatsApp's markers, as its help pages and public reports agree on them: one opens after the
// start of a line, a space, `>` or another marker, closes before anything that is no letter or
// digit, on the same line, with no space inside its edges; three backticks may span lines.
// There is no escape character.

/** The code point that ends right before `at`; empty at the start. */
export function characterBefore(text: string, at: number): string {
  const unit = text.charAt(at - 1);
  return /[\udc00-\udfff]/.test(unit) ? text.slice(at - 2, at) : unit;
}

/** The code point that starts at `at`; empty at the end. */
export function characterAt(text: string, at: number): string {
  const codePoint = text.codePointAt(at);
  return codePoint === undefined ? "" : String.fromCodePoint(codePoint);
}

/** Whether a character is of a word, so that a marker beside it does not close. */
export function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}\p{M}]/u.test(character);
}

export function isSpaceOrEdge(character: string): boolean {
  return character.trim() === "";
}

/** Whether a character is of a script that puts no spaces between words, or of its punctuation. */
export function isUnspaced(character: string): boolean {
  return /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}\u3000-\u303f\uff00-\uffef]/u.test(
    character,
  );
}
