import { TEXT_FORMATS } from "../../core/media-types.ts";

/** Binary formats identify themselves. */
export const DOCUMENT_FORMATS = [
  "pdf",
  "docx",
  "xlsx",
  "xls",
  "pptx",
  "odt",
  "ods",
  "odp",
  ...TEXT_FORMATS,
] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/** A page of a PDF or a text document, a slide, or a sheet; counted from 1. */
export interface DocumentPage {
  readonly page: number;
  readonly text: string;
}

/** A document's text, page by page, as it is stored and searched. */
export interface DocumentPages {
  readonly pages: readonly DocumentPage[];
  /** The number of all pages, including those that were not read. */
  readonly pageCount: number;
  /** True if there is more text than `pages` holds. */
  readonly isCut: boolean;
  /** Pages that are pictures or damaged: their content is not in `pages`. */
  readonly unread?: readonly number[];
}

/** A picture inside a document, ready for a model. */
export interface DocumentPicture {
  /** Its number in the document's text: `[picture 2]`. */
  readonly number: number;
  readonly contentType: "image/png" | "image/jpeg";
  readonly bytes: Uint8Array;
}

export const UNREADABLE_REASONS = [
  "encrypted",
  "corrupt",
  "empty",
  "too-big",
  "too-slow",
  "unsupported",
  /** An old format; the program that wrote it can save the file in a newer one. */
  "outdated",
] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

export type DocumentText =
  | ({ readonly kind: "text"; readonly format: DocumentFormat } & DocumentPages)
  /** A PDF whose pages are pictures, the first of which are numbered in their order. */
  | { readonly kind: "scan"; readonly pageCount: number }
  | { readonly kind: "unreadable"; readonly why: UnreadableReason };

/** Ends reading from any depth of a parser; becomes a value at the edge of the child process. */
export class Unreadable extends Error {
  readonly why: UnreadableReason;

  constructor(why: UnreadableReason, facts: { readonly cause?: unknown } = {}) {
    super(`The document is ${why}`, facts);
    this.name = "Unreadable";
    this.why = why;
  }
}

export interface ReadingLimits {
  readonly maxPages: number;
  /** In UTF-16 units, over all pages. */
  readonly maxTextLength: number;
  /** Inflated bytes, over all parts of an archive. */
  readonly maxInflatedBytes: number;
  /** Milliseconds of processor time, after which no further page is begun. */
  readonly lastPageAtMs: number;
  /** True for a page of the web, whose links to its own site are kept, for `resolveLinks`. */
  readonly isOfWeb?: boolean;
}
