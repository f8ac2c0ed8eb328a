import type { AttachmentProblem } from "../../core/attachment-problem.ts";
import type { ContentPart, ModelCapabilities } from "../../core/ports.ts";
import { yieldToOthers } from "../../core/yield-to-others.ts";
import type {
  DocumentPages,
  DocumentPicture,
  UnreadableReason,
} from "../../media/documents/document-text.ts";
import { choosePassages } from "../../media/documents/passages.ts";
import { formatPages, parsePages } from "../../media/documents/stored-pages.ts";
import type { ReadDocument } from "../../media/read-document.ts";
import type { Understanding, Understood } from "../../store/attachments.ts";
import { wrapUntrusted } from "../prompt/untrusted.ts";
import { packPictures, showPictures } from "./document-pictures.ts";
import {
  type AttachmentContent,
  contentTypeOf,
  type FoundFile,
  NO_CONTENT,
  refused,
} from "./understanding.ts";

const SUMMARISE_DOCUMENT =
  "(The user sent this document without a question. Say what it is, its main points, its dates and amounts, and what is asked of the reader, if anything.)";

/** A model looks at every page of a scan as at a picture. */
const MAX_SCAN_PAGES = 20;
const MAX_SCAN_BYTES = 5 * 1024 * 1024;
const PDF = "application/pdf";
/**
 * The maximum number of pictures from a document, with the document itself; a later question is
 * shown fewer.
 */
export const MAX_PICTURES = 6;

const PROBLEMS: Readonly<Record<UnreadableReason, AttachmentProblem>> = {
  encrypted: "documentEncrypted",
  corrupt: "documentCorrupt",
  empty: "documentEmpty",
  "too-big": "documentTooBig",
  "too-slow": "documentTooSlow",
  unsupported: "documentUnsupported",
  outdated: "documentOutdated",
};

/** Reads a document's text, or keeps a scan's bytes for a model that takes files, or refuses it. */
export async function understandDocument(
  file: FoundFile,
  signal: AbortSignal,
  {
    readDocument,
    capabilities,
  }: { readonly readDocument: ReadDocument; readonly capabilities: ModelCapabilities },
): Promise<Understanding> {
  const contentType = contentTypeOf(file);
  const received = {
    userId: file.userId,
    contentType,
    fileName: file.name,
    wantsPictures: capabilities.vision,
  };
  const found = await readDocument(file.path, received, signal);
  const { pictures = [] } = found;
  const keepText = (document: DocumentPages): Understanding => ({
    state: "understood",
    kind: "document",
    contentType,
    text: formatPages(document),
    bytes: pictures.length > 0 ? packPictures(pictures) : null,
  });
  switch (found.kind) {
    case "text": {
      const isSeen = capabilities.files && found.format === "pdf" && found.unread !== undefined;
      // The model is shown the pages themselves where some of them are pictures.
      if (isSeen && isSmallEnough(found.pageCount, file)) return keepFile(file);
      return keepText(found);
    }
    case "unreadable":
      return refused("document", contentType, PROBLEMS[found.why]);
    case "scan": {
      const refuse = (problem: AttachmentProblem) => refused("document", contentType, problem);
      if (capabilities.files) {
        return isSmallEnough(found.pageCount, file) ? keepFile(file) : refuse("scanTooLong");
      }
      if (!capabilities.vision) return refuse("scanUnseen");
      if (pictures.length === 0) return refuse("scanUnsupported");
      return found.pageCount > MAX_PICTURES
        ? refuse("scanTooLong")
        : keepText(asPages(found.pageCount, pictures));
    }
  }
}

/** Returns a scan whose pages are numbered pictures as a document that says so. */
function asPages(pageCount: number, pictures: readonly DocumentPicture[]): DocumentPages {
  const numbers = Array.from({ length: pageCount }, (_, index) => index + 1);
  const seen = new Set(pictures.map(({ number }) => number));
  const unread = numbers.filter((page) => !seen.has(page));
  return {
    pages: numbers.map((page) => ({ page, text: seen.has(page) ? `[picture ${page}]` : "" })),
    pageCount,
    isCut: false,
    ...(unread.length > 0 && { unread }),
  };
}

function isSmallEnough(pageCount: number, { size }: FoundFile): boolean {
  return pageCount <= MAX_SCAN_PAGES && size <= MAX_SCAN_BYTES;
}

async function keepFile({ path }: FoundFile): Promise<Understanding> {
  const bytes = await Bun.file(path).bytes();
  return { state: "understood", kind: "document", contentType: PDF, text: null, bytes };
}

export function contentOfDocument(document: Understood<"document">): AttachmentContent {
  return { ...NO_CONTENT, document, defaultTask: SUMMARISE_DOCUMENT };
}

export interface ShowDocument {
  readonly question: string;
  /** In UTF-16 units. */
  readonly budget: number;
  readonly maxPictures: number;
}

/**
 * Returns a document as a model is shown it: the parts of its text that go with the question, in at
 * most `budget` UTF-16 units, and the pictures that this text names, or a scan as a file.
 */
export async function showDocument(
  { text, bytes }: Understood<"document">,
  { name, question, budget, maxPictures }: ShowDocument & { readonly name: string | null },
): Promise<ContentPart[]> {
  if (text === null) {
    return [{ kind: "file", bytes, contentType: PDF, name: name ?? "document.pdf" }];
  }
  await yieldToOthers();
  const document = parsePages(text);
  const passages = await choosePassages(document, question, budget);
  const pages = document.pageCount > 1 ? document.pageCount : null;
  const { numbers, parts } = showPictures(bytes, passages.text, maxPictures);
  const facts = {
    name,
    pages,
    shown: describeShown(document, passages.isWhole),
    pictures: numbers.length === 0 ? null : `${numbers.join(", ")}, shown below`,
  };
  return [wrapUntrusted("document", facts, passages.text), ...parts];
}

/** Describes how much of a document is shown, so that the model says so instead of guessing the rest. */
function describeShown({ pages, pageCount, isCut, unread = [] }: DocumentPages, isWhole: boolean) {
  const last = pages.at(-1)?.page ?? 0;
  const parts = [
    isWhole
      ? isCut
        ? "all that was read"
        : "all of it"
      : "the beginning and what fits the question",
    isCut && `only up to page ${last} of ${pageCount} was read, the rest is not known`,
    unread.length > 0 && `not read, or not all of it: page ${unread.join(", ")}`,
  ];
  return parts.filter((part) => part !== false).join("; ");
}
