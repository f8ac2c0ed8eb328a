import { headingMark, itemMark } from "./blocks.ts";
import type { Numbering } from "./docx-numbering.ts";

const MAX_LEVEL = 8;

/** The properties of a Word paragraph that its mark depends on. */
export interface DocxParagraph {
  heading: number;
  list: string | null;
  level: number | null;
  style: string;
}

/** Returns a paragraph's mark. Its number increases with each call, so it is requested once. */
export function markOf(paragraph: DocxParagraph | undefined, numbering: Numbering): string {
  if (paragraph === undefined) return "";
  const { heading, list, level, style } = paragraph;
  const isListed = list !== null && list !== "0";
  const at = isListed ? Math.min(level ?? numbering.levelOf(list, style), MAX_LEVEL) : 0;
  const label = isListed ? numbering.next(list, at) : null;
  // The number is requested once.
  paragraph.list = null;
  if (heading > 0)
    return headingMark(heading) + (label === null || label === "-" ? "" : `${label} `);
  return label === null ? "" : itemMark(at, label);
}
