import { getResolvedPDFJS } from "unpdf";
import type { Pixels } from "../paint-white.ts";
import { Unreadable } from "./document-text.ts";
import { openPdf, type Pdf } from "./open-pdf.ts";

/** Smaller pictures are logos; a page scanned for reading has ten times as many pixels. */
const MAX_LOGO_PIXELS = 250_000;
const TOO_LARGE = "exceeded maximum allowed size";
/** A page without words and with this many shapes is a picture. */
const MANY_SHAPES = 50;
/** Examining a page costs as much as reading it. */
const MAX_PAGES = 30;
const SHOW_WARNINGS = 1;
/** The minimum share of a page that a scan covers. */
const MIN_SHARE = 0.4;

/** The minimum share of a page with text that a picture covers to be shown. */
const MIN_SHOWN_SHARE = 0.15;
/** Decoding costs the child ten times as many bytes. */
const MAX_PIXELS = 9_000_000;
/** A picture that pdf.js has not decoded by then never will be. */
const DECODING_MS = 5_000;

export interface PageLook {
  readonly page: number;
  /** True if the page is a picture: one that covers it, or many shapes. */
  readonly isPicture: boolean;
  /** The area of its largest picture, in points; 0 if that is small. */
  readonly area: number;
}

/**
 * Examines pages for pictures. Nothing large is decoded: pdf.js is configured to skip large
 * pictures, which it only reports in a warning.
 */
export async function lookAtPages(
  bytes: Uint8Array,
  numbers: readonly number[],
  isLate: () => boolean,
): Promise<PageLook[]> {
  if (numbers.length === 0) return [];
  const { OPS } = await getResolvedPDFJS();
  const looks: PageLook[] = [];
  const { warn } = console;
  let hasPicture = false;
  Object.assign(console, {
    warn: (text: unknown) => (hasPicture ||= String(text).includes(TOO_LARGE)),
  });
  try {
    const options = { maxImageSize: MAX_LOGO_PIXELS, verbosity: SHOW_WARNINGS };
    const pdf = await openPdf(bytes.slice(), options);
    for (const number of numbers.slice(0, MAX_PAGES)) {
      if (isLate()) break;
      hasPicture = false;
      const page = await pdf.getPage(number);
      const { fnArray, argsArray } = await page.getOperatorList();
      const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
      const whole = Math.abs((right - left) * (top - bottom));
      const placed = placeAll(fnArray, argsArray, OPS);
      page.cleanup();
      const largest = Math.max(
        0,
        ...placed.filter((each) => hasPicture || each.name !== null).map(({ area }) => area),
      );
      const isCovered = hasPicture && largest / whole >= MIN_SHARE;
      looks.push({
        page: number,
        isPicture: isCovered || (!hasPicture && fnArray.length > MANY_SHAPES),
        area: largest / whole >= MIN_SHOWN_SHARE ? Math.min(largest, whole) : 0,
      });
    }
  } finally {
    Object.assign(console, { warn });
  }
  return looks;
}

/** Reads the largest picture of a page as a BMP; pages of the same file one after the other. */
export function createPageLoader(bytes: Uint8Array): (page: number) => Promise<Uint8Array> {
  let opened: Promise<Pdf> | null = null;
  return async (number) => {
    const { OPS } = await getResolvedPDFJS();
    const { toBmp } = await import("../paint-white.ts");
    opened ??= openPdf(bytes, { maxImageSize: MAX_PIXELS });
    const page = await (await opened).getPage(number);
    try {
      const { fnArray, argsArray } = await page.getOperatorList();
      const [largest] = placeAll(fnArray, argsArray, OPS)
        .filter(({ name }) => name !== null)
        .sort((one, other) => other.area - one.area);
      const name = largest?.name ?? null;
      if (name === null) throw new Unreadable("too-big");
      const objects = name.startsWith("g_") ? page.commonObjs : page.objs;
      const decoded = new Promise<unknown>((resolve) => objects.get(name, resolve));
      const late = new Promise((resolve) => setTimeout(resolve, DECODING_MS));
      return await toBmp(toPixels(await Promise.race([decoded, late])));
    } finally {
      page.cleanup();
    }
  };
}

/**
 * Converts a picture of pdf.js: rows of one bit per pixel, or a byte for each of three or four
 * channels.
 */
function toPixels(image: unknown): Pixels {
  const { width, height, data } = Object(image);
  const isWhole = Number.isInteger(width * height) && ArrayBuffer.isView(data);
  if (!isWhole) throw new Unreadable("unsupported");
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const channels = bytes.length / (width * height);
  if (channels === 3 || channels === 4) return { width, height, channels, bytes };
  return { width, height, channels: 3, bytes: fromBits(bytes, width, height) };
}

/** Converts bits to pixels; a set bit is white. */
function fromBits(bits: Uint8Array, width: number, height: number): Uint8Array {
  const row = Math.ceil(width / 8);
  if (bits.length !== row * height) throw new Unreadable("unsupported");
  const bytes = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 3) {
      const isSet = ((bits[y * row + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
      if (isSet) bytes.fill(255, to, to + 3);
    }
  }
  return bytes;
}

interface Placed {
  /** The name of a picture; null for anything else that is scaled. */
  readonly name: string | null;
  readonly area: number;
}

type Operators = Readonly<Record<"save" | "restore" | "transform" | "paintImageXObject", number>>;

/**
 * Returns the places of all pictures, each of which is drawn on the unit square, scaled to its
 * size.
 */
function placeAll(
  operators: readonly number[],
  args: readonly unknown[],
  { save, restore, transform, paintImageXObject }: Operators,
): Placed[] {
  const outer: number[] = [];
  const placed: Placed[] = [];
  let area = 1;
  for (const [index, operator] of operators.entries()) {
    if (operator === save) outer.push(area);
    if (operator === restore) area = outer.pop() ?? 1;
    if (operator === paintImageXObject)
      placed.push({ name: String([args[index]].flat()[0]), area });
    if (operator !== transform) continue;
    const [a, b, c, d] = [args[index]].flat().map(Number);
    area *= Math.abs((a ?? 1) * (d ?? 1) - (b ?? 0) * (c ?? 0));
    placed.push({ name: null, area });
  }
  return placed;
}
