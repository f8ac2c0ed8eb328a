import { getDocumentProxy } from "unpdf";
import { collectPages } from "./collect-pages.ts";
import { type DocumentText, type ReadingLimits, Unreadable } from "./document-text.ts";
import { isOutOfMemory } from "./out-of-memory.ts";

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Pdf["getPage"]>>;

/** Scanning programs print their name on every page; that is no text. */
const SCANNER_STAMP = /^.{0,24}\b(?:cam ?scanner|adobe scan|genius ?scan)\b.{0,24}$/gim;

/** Reads a PDF page by page, filled-in forms too. Throws `Unreadable`. */
export async function readPdf(bytes: Uint8Array, limits: ReadingLimits): Promise<DocumentText> {
  const pdf = await openPdf(bytes);
  const pages = collectPages(limits);
  let failed = 0;
  let isLate = false;
  let hasText = false;
  for (let number = 1; number <= pdf.numPages && !pages.isFull() && !isLate; number += 1) {
    if (number > 1) pages.turn();
    const text = await readPage(pdf, number);
    if (text === null) failed += 1;
    else pages.line(text);
    hasText ||= text !== null && text.replace(SCANNER_STAMP, "").trim() !== "";
    isLate = performance.now() > limits.lastPageAtMs && number < pdf.numPages;
  }
  const read = pages.finish(pdf.numPages);
  if (hasText) return { kind: "text", format: "pdf", ...read, isCut: read.isCut || isLate };
  if (failed === read.pages.length) throw new Unreadable("corrupt");
  return { kind: "scan", pageCount: pdf.numPages };
}

async function openPdf(bytes: Uint8Array): Promise<Pdf> {
  try {
    const pdf = await getDocumentProxy(bytes, {
      verbosity: 0,
      disableFontFace: true,
      useSystemFonts: false,
    });
    if (pdf.numPages > 0) return pdf;
  } catch (cause) {
    if (isOutOfMemory(cause)) throw new Unreadable("too-big", { cause });
    const isLocked = cause instanceof Error && cause.name === "PasswordException";
    throw new Unreadable(isLocked ? "encrypted" : "corrupt", { cause });
  }
  throw new Unreadable("corrupt");
}

/** Null when this page is damaged: the others may still be read. Throws `Unreadable`. */
async function readPage(pdf: Pdf, number: number): Promise<string | null> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : ""));
    const fields = await readFields(page);
    page.cleanup();
    return [text.join(""), ...fields].join("\n");
  } catch (cause) {
    if (isOutOfMemory(cause)) throw new Unreadable("too-big", { cause });
    return null;
  }
}

/** What was filled into a form is drawn apart from the page's own text. */
async function readFields(page: Page): Promise<string[]> {
  const annotations = (await page.getAnnotations()) as readonly Record<string, unknown>[];
  return annotations.flatMap(({ subtype, fieldType, fieldName, fieldValue, hidden }) => {
    const isFilled =
      subtype === "Widget" &&
      (fieldType === "Tx" || fieldType === "Ch") &&
      hidden !== true &&
      typeof fieldName === "string";
    const values = [fieldValue].flat().filter((value) => typeof value === "string" && value !== "");
    return isFilled && values.length > 0 ? [`${fieldName}: ${values.join(", ")}`] : [];
  });
}
