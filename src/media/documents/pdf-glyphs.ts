import type { DrawnText } from "./pdf-pieces.ts";
import { showPrivate } from "./symbols.ts";

/** Of a page's characters, so many without a meaning make its text worthless. */
const MAX_UNKNOWN_SHARE = 0.3;
const UNKNOWN = /[[\p{Cc}--[\t\n\r]]\p{Co}\p{Cn}\ufffd]/gv;
const NO_BREAK_SPACE = /[\u00a0\u2000-\u200a\u202f\u3000]/g;

/**
 * A page's texts without the characters that a font draws but does not name; null when those are
 * so many that only a look at the page tells what it says.
 */
export function readableTexts(texts: readonly DrawnText[]): DrawnText[] | null {
  let all = 0;
  let unknown = 0;
  const readable = texts.map((text) => {
    const shown = showPrivate(text.str).replace(NO_BREAK_SPACE, " ");
    all += shown.trim().length;
    unknown += shown.match(UNKNOWN)?.length ?? 0;
    // Some producers draw a space as a sign of no name.
    return { ...text, str: shown.replace(UNKNOWN, " ") };
  });
  return unknown > all * MAX_UNKNOWN_SHARE ? null : readable;
}
