import { getResolvedPDFJS } from "unpdf";
import { openPdf } from "./open-pdf.ts";

/** Smaller pictures are logos; a page scanned for reading has ten times as many pixels. */
const MAX_LOGO_PIXELS = 250_000;
const TOO_LARGE = "exceeded maximum allowed size";
/** A page without words that draws so many shapes shows something. */
const MANY_SHAPES = 50;
/** To look at a page costs as much as to read it. */
const MAX_PAGES = 30;
const SHOW_WARNINGS = 1;
/** What a scanned page's picture covers of it at least. */
const MIN_SHARE = 0.4;

/**
 * Which of the pages are pictures: one that covers them, or many shapes. Nothing is decoded: pdf.js is
 * told to leave out pictures of that size, which it says in a warning and nowhere else.
 */
export async function findPictures(
  bytes: Uint8Array,
  numbers: readonly number[],
): Promise<number[]> {
  if (numbers.length === 0) return [];
  const { OPS } = await getResolvedPDFJS();
  const found: number[] = [];
  const { warn } = console;
  let hasPicture = false;
  Object.assign(console, {
    warn: (text: unknown) => (hasPicture ||= String(text).includes(TOO_LARGE)),
  });
  try {
    const options = { maxImageSize: MAX_LOGO_PIXELS, verbosity: SHOW_WARNINGS };
    const pdf = await openPdf(bytes, options);
    for (const number of numbers.slice(0, MAX_PAGES)) {
      hasPicture = false;
      const page = await pdf.getPage(number);
      const { fnArray, argsArray } = await page.getOperatorList();
      const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
      const share =
        largestArea(fnArray, argsArray, OPS) / Math.abs((right - left) * (top - bottom));
      page.cleanup();
      const isCovered = hasPicture && share >= MIN_SHARE;
      if (isCovered || (!hasPicture && fnArray.length > MANY_SHAPES)) found.push(number);
    }
  } finally {
    Object.assign(console, { warn });
  }
  return found;
}

/** A picture is drawn on the unit square, scaled to its size: the largest that there is. */
function largestArea(
  operators: readonly number[],
  args: readonly unknown[],
  { save, restore, transform }: Readonly<Record<"save" | "restore" | "transform", number>>,
): number {
  const outer: number[] = [];
  let area = 1;
  let largest = 0;
  for (const [index, operator] of operators.entries()) {
    if (operator === save) outer.push(area);
    if (operator === restore) area = outer.pop() ?? 1;
    if (operator !== transform) continue;
    const [a, b, c, d] = [args[index]].flat().map(Number);
    area *= Math.abs((a ?? 1) * (d ?? 1) - (b ?? 0) * (c ?? 0));
    largest = Math.max(largest, area);
  }
  return largest;
}
