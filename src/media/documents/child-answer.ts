import {
  DOCUMENT_FORMATS,
  type DocumentPage,
  type DocumentText,
  UNREADABLE_REASONS,
} from "./document-text.ts";

/** A `DocumentText` as the child writes it. */
export function formatAnswer(text: DocumentText): string {
  return JSON.stringify(text);
}

/** Reads a child's answer; null when it is none: a hostile file may have taken the child over. */
export function parseAnswer(json: string): DocumentText | null {
  const answer = parseJson(json);
  if (!isRecord(answer)) return null;
  const { kind, why, format, pages, pageCount, isCut, unread = [] } = answer;
  if (kind === "unreadable") {
    const reason = UNREADABLE_REASONS.find((each) => each === why);
    return reason === undefined ? null : { kind, why: reason };
  }
  if (typeof pageCount !== "number") return null;
  if (kind === "scan") return { kind, pageCount };
  const known = DOCUMENT_FORMATS.find((each) => each === format);
  const isText = kind === "text" && Array.isArray(pages) && pages.every(isPage);
  if (!isText || known === undefined || typeof isCut !== "boolean") return null;
  if (!Array.isArray(unread) || !unread.every((page) => typeof page === "number")) return null;
  return { kind, format: known, pages, pageCount, isCut, ...(unread.length > 0 && { unread }) };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isPage(value: unknown): value is DocumentPage {
  return isRecord(value) && typeof value["page"] === "number" && typeof value["text"] === "string";
}
