import type { AttachmentProblem } from "../../core/attachment-problem.ts";
import type { ContentPart, ModelCapabilities } from "../../core/ports.ts";
import { yieldToOthers } from "../../core/yield-to-others.ts";
import type { DocumentPages, UnreadableReason } from "../../media/documents/document-text.ts";
import { choosePassages } from "../../media/documents/passages.ts";
import { formatPages, parsePages } from "../../media/documents/stored-pages.ts";
import type { ReadDocument } from "../../media/read-document.ts";
import type { Understanding, Understood } from "../../store/attachments.ts";
import { wrapUntrusted } from "../prompt/untrusted.ts";
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

const PROBLEMS: Readonly<Record<UnreadableReason, AttachmentProblem>> = {
  encrypted: "documentEncrypted",
  corrupt: "documentCorrupt",
  empty: "documentEmpty",
  "too-big": "documentTooBig",
  "too-slow": "documentTooSlow",
  unsupported: "documentUnsupported",
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
  const received = { userId: file.userId, contentType, fileName: file.name };
  const found = await readDocument(file.path, received, signal);
  switch (found.kind) {
    case "text": {
      const isSeen = capabilities.files && found.format === "pdf" && found.unread !== undefined;
      // The model is shown the pages themselves where some of them are pictures.
      if (isSeen && isSmallEnough(found.pageCount, file)) return keepFile(file);
      const text = formatPages(found);
      return { state: "understood", kind: "document", contentType, text, bytes: null };
    }
    case "unreadable":
      return refused("document", contentType, PROBLEMS[found.why]);
    case "scan": {
      if (!capabilities.files) {
        const problem = capabilities.vision ? "scanUnsupported" : "scanUnseen";
        return refused("document", contentType, problem);
      }
      return isSmallEnough(found.pageCount, file)
        ? keepFile(file)
        : refused("document", contentType, "scanTooLong");
    }
  }
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

/** Returns a message's text if it is the name of the file that came with it; some channels put it there. */
export function fileNameIn(text: string): string | null {
  const line = text.trim();
  return /^[^\n\r]{1,250}\.[A-Za-z0-9]{1,8}$/.test(line) ? line : null;
}

/**
 * Returns a document as a model is shown it: the parts of its text that go with the question, in at
 * most `budget` UTF-16 units, or a scan as a file.
 */
export async function showDocument(
  stored: Understood<"document">,
  {
    name,
    question,
    budget,
  }: {
    readonly name: string | null;
    readonly question: string;
    readonly budget: number;
  },
): Promise<ContentPart> {
  if (stored.bytes !== null) {
    const { bytes } = stored;
    return { kind: "file", bytes, contentType: PDF, name: name ?? "document.pdf" };
  }
  await yieldToOthers();
  const document = parsePages(stored.text);
  const passages = await choosePassages(document, question, budget);
  const pages = document.pageCount > 1 ? document.pageCount : null;
  const facts = { name, pages, shown: describeShown(document, passages.isWhole) };
  return wrapUntrusted("document", facts, passages.text);
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
