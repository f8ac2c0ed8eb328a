import { openPdf } from "./open-pdf.ts";

/** Smaller pictures are logos; a page scanned for reading has ten times as many pixels. */
const MAX_LOGO_PIXELS = 250_000;
const TOO_LARGE = "exceeded maximum allowed size";
/** A page without words that draws so many shapes shows something. */
const MANY_SHAPES = 50;
/** To look at a page costs as much as to read it. */
const MAX_PAGES = 30;
const SHOW_WARNINGS = 1;

/**
 * Which of the pages are pictures: hold a large one, or many shapes. Nothing is decoded: pdf.js is
 * told to leave out pictures of that size, which it says in a warning and nowhere else.
 */
export async function findPictures(
  bytes: Uint8Array,
  numbers: readonly number[],
): Promise<number[]> {
  if (numbers.length === 0) return [];
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
      const { fnArray } = await page.getOperatorList();
      page.cleanup();
      if (hasPicture || fnArray.length > MANY_SHAPES) found.push(number);
    }
  } finally {
    Object.assign(console, { warn });
  }
  return found;
}
