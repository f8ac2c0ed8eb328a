import type { DrawnText } from "./pdf-pieces.ts";
import { showPrivate } from "./symbols.ts";

const UNKNOWN = /[[\p{Cc}--[\t\n\r]]\p{Co}\p{Cn}\ufffd]/gv;
// oxlint-disable-next-line no-control-regex
const LIKE_A_SPACE = /[\x00-\x1f]/;
/**
 * The forms of Arabic letters by their place in a word, and the signs of Chinese dictionaries, which
 * programs write in place of the letters themselves.
 */
const FORMS = /[\u2f00-\u2fd5\ufb1d-\ufdff\ufe70-\ufefc]+/g;
const NO_BREAK_SPACE = /[\u00a0\u2000-\u200a\u202f\u3000]/g;

export interface ReadableTexts {
  readonly texts: readonly DrawnText[];
  /** The share of the page's characters that a font draws without naming them. */
  readonly unknownShare: number;
}

/** Returns a page's texts with `\ufffd` for letters that their font does not identify. */
export function readableTexts(texts: readonly DrawnText[]): ReadableTexts {
  let all = 0;
  let unknown = 0;
  const readable = texts.map((text) => {
    const shown = showPrivate(text.str)
      .replace(NO_BREAK_SPACE, " ")
      .replace(FORMS, (forms) => forms.normalize("NFKC"));
    all += shown.trim().length;
    const str = shown.replace(UNKNOWN, (character) => {
      unknown += 1;
      // Some producers draw a space as an unnamed glyph.
      return LIKE_A_SPACE.test(character) ? " " : "\ufffd";
    });
    return { ...text, str };
  });
  return { texts: readable, unknownShare: all === 0 ? 0 : unknown / all };
}
