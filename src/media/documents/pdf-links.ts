import { linkNote } from "./links.ts";
import type { Link } from "./pdf-annotations.ts";
import type { DrawnText } from "./pdf-pieces.ts";

/**
 * The maximum number of comparisons of texts and links, of which a hostile page may contain any
 * number.
 */
const MAX_COMPARISONS = 2_000_000;

/** Puts a link's address after the text under it; a link on a picture gets a separate line. */
export function addLinks(
  texts: readonly DrawnText[],
  links: readonly Link[],
): { readonly texts: readonly DrawnText[]; readonly lines: readonly string[] } {
  if (links.length * texts.length > MAX_COMPARISONS) return { texts, lines: [] };
  const linked = [...texts];
  const lines: string[] = [];
  for (const { address, rect } of links) {
    const at = linked.findLastIndex((text) => text.str.trim() !== "" && liesOn(text, rect));
    const text = linked[at];
    if (text === undefined) lines.push(`[link: ${address}]`);
    else linked[at] = { ...text, str: text.str.trimEnd() + linkNote(text.str, address) };
  }
  return { texts: linked, lines: [...new Set(lines)] };
}

function liesOn({ transform, width, height }: DrawnText, rect: readonly number[]): boolean {
  const [, , , , x = 0, y = 0] = transform;
  const [left = 0, bottom = 0, right = 0, top = 0] = rect;
  const [from, to] = [Math.max(x, left), Math.min(x + width, right)];
  const isOnLine = y + height / 2 >= bottom && y <= top;
  return isOnLine && to - from >= 0.5 * Math.min(width, right - left);
}
