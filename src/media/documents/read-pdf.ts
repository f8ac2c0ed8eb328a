import { collectPages } from "./collect-pages.ts";
import { type DocumentText, type ReadingLimits, Unreadable } from "./document-text.ts";
import type { Gallery } from "./gallery.ts";
import { openPdf, type Pdf } from "./open-pdf.ts";
import { isOutOfMemory } from "./out-of-memory.ts";
import { layOutPage } from "./page-layout.ts";
import { type Annotation, describeAnnotations } from "./pdf-annotations.ts";
import { readableTexts } from "./pdf-glyphs.ts";
import { addLinks } from "./pdf-links.ts";
import { createPageLoader, lookAtPages } from "./pdf-pictures.ts";
import { type DrawnText, toPieces } from "./pdf-pieces.ts";
import { hasRunOut } from "./processor-time.ts";

/** A page with fewer words may be a scan with a scanner's stamp or a page number. */
const FEW_WORDS = 7;
/** A page with fewer words may be about its picture; with more words the text is sufficient. */
const SOME_WORDS = 200;
/** The name that scanning programs print on every page; it is not text. */
const SCANNER_STAMP =
  /^.{0,24}\b(?:(?:cam|genius|tap|tiny|doc|fast|i) ?scanner|(?:adobe|genius|swift) ?scan|scanned (?:by|with|using)|(?:office|microsoft) lens)\b.{0,24}$/gim;

/** The share of unidentified characters from which a page is worth showing, or its text useless. */
const GARBLED_SHARE = 0.02;
const WORTHLESS_SHARE = 0.3;

interface ReadPage {
  readonly text: string;
  readonly words: number;
  /** True if only the page's picture shows all of its letters. */
  readonly isGarbled: boolean;
}

/** Reads a PDF page by page, including filled-in forms and notes. Throws `Unreadable`. */
export async function readPdf(
  bytes: Uint8Array,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<DocumentText> {
  // pdf.js takes ownership of the bytes.
  const copy = bytes.slice();
  const pdf = await openPdf(bytes);
  const pages = collectPages(limits);
  const read: (ReadPage | null)[] = [];
  let isLate = false;
  for (let number = 1; number <= pdf.numPages && !isLate; number += 1) {
    if (number > 1) pages.turn();
    if (pages.isFull()) break;
    const page = await readPage(pdf, number);
    read.push(page);
    pages.line(page?.text ?? "");
    isLate = number < pdf.numPages && hasRunOut(limits.lastPageAtMs);
  }
  if (read.every((page) => page === null)) throw new Unreadable("corrupt");
  const suspects = isLate ? [] : suspectsIn(read, copy, gallery.isOpen);
  const looks = await lookAtPages(copy, suspects, () => hasRunOut(limits.lastPageAtMs));
  const isPicture = (page: ReadPage, number: number) =>
    page.words < FEW_WORDS && looks.some((look) => look.page === number && look.isPicture);
  const found = pages.finish(pdf.numPages);
  const unread = numbersOf(
    read,
    (page, number) => page === null || page.isGarbled || isPicture(page, number),
  );
  const most = Math.max(...read.map((page) => page?.words ?? 0));
  const isScan = most === 0 || (unread.length === read.length && most < FEW_WORDS);
  const load = createPageLoader(copy);
  if (isScan) {
    for (const page of read.keys()) gallery.add(-page, () => load(page + 1));
    return { kind: "scan", pageCount: pdf.numPages };
  }
  const marks = new Map(
    looks
      .filter(({ area }) => area > 0)
      .map(({ page, area }) => [page, gallery.add(area, () => load(page))]),
  );
  return {
    kind: "text",
    format: "pdf",
    ...found,
    pages: found.pages.map(({ page, text }) => ({
      page,
      text: [text, marks.get(page) ?? ""].filter(Boolean).join("\n"),
    })),
    ...(unread.length > 0 && { unread }),
    isCut: found.isCut || isLate,
  };
}

/**
 * Returns the pages of few words, which may be pictures, unless the document contains none; after
 * them those that may contain a picture beside their words.
 */
function suspectsIn(
  read: readonly (ReadPage | null)[],
  bytes: Uint8Array,
  showsPictures: boolean,
): number[] {
  const hasText = read.some((page) => page !== null && page.words > 0);
  if (!hasText) return [];
  // A picture's dictionary is never compressed.
  const hasPictures = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes("/Image");
  const between = (least: number, most: number) =>
    numbersOf(
      read,
      (page) => page !== null && !page.isGarbled && page.words >= least && page.words < most,
    );
  const few = hasPictures ? FEW_WORDS : 1;
  return [...between(0, few), ...(hasPictures && showsPictures ? between(few, SOME_WORDS) : [])];
}

function numbersOf(
  pages: readonly (ReadPage | null)[],
  test: (page: ReadPage | null, number: number) => boolean,
): number[] {
  return pages.flatMap((page, index) => (test(page, index + 1) ? [index + 1] : []));
}

/** Returns null if this page is damaged: the others may still be readable. Throws `Unreadable`. */
async function readPage(pdf: Pdf, number: number): Promise<ReadPage | null> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const annotations: readonly Annotation[] = await page.getAnnotations();
    const { transform } = page.getViewport({ scale: 1 });
    page.cleanup();
    return layOut(
      items.filter((item) => "str" in item),
      annotations,
      transform,
    );
  } catch (cause) {
    if (isOutOfMemory(cause)) throw new Unreadable("too-big", { cause });
    return null;
  }
}

function layOut(
  texts: readonly DrawnText[],
  annotations: readonly Annotation[],
  view: readonly number[],
): ReadPage {
  const { drawn, links, lines } = describeAnnotations(annotations);
  const readable = readableTexts(texts);
  const isWorthless = readable.unknownShare > WORTHLESS_SHARE;
  const linked = addLinks(isWorthless ? [] : readable.texts, links);
  const blocks = toPieces([...linked.texts, ...drawn], view).map(layOutPage);
  const text = [...blocks, ...linked.lines, ...lines].join("\n");
  const words = text.replace(SCANNER_STAMP, "").match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return { text, words, isGarbled: readable.unknownShare > GARBLED_SHARE };
}
