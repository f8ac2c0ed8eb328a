import {
  DOCUMENT_FORMATS,
  type DocumentPicture,
  type DocumentPage,
  type DocumentText,
  UNREADABLE_REASONS,
} from "./document-text.ts";
import { isRecord, parseJson } from "../../core/json.ts";

/** Formats a `DocumentText` as the child writes it. */
export function formatAnswer(text: DocumentText): string {
  return JSON.stringify(text);
}

/** Parses a child's answer; null if it is not valid: a hostile file may control the child. */
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

/** Formats a picture as the child writes it: its number, its type, a line feed, and its bytes. */
export function formatPicture({ number, contentType, bytes }: DocumentPicture): Buffer {
  return Buffer.concat([Buffer.from(`${number} ${contentType}\n`), bytes]);
}

/** Parses a child's picture; null if its first bytes are not a picture's. */
export function parsePicture(frame: Buffer): DocumentPicture | null {
  const head = /^(\d{1,4}) image\/(png|jpeg)\n/.exec(frame.toString("latin1", 0, 20));
  if (head === null) return null;
  const [all, number, format] = head;
  const bytes = frame.subarray(all.length);
  const contentType = format === "png" ? "image/png" : "image/jpeg";
  return bytes.subarray(0, 3).equals(BEGINNINGS[contentType])
    ? { number: Number(number), contentType, bytes }
    : null;
}

const BEGINNINGS: Readonly<Record<DocumentPicture["contentType"], Buffer>> = {
  "image/png": Buffer.from("\x89PN", "latin1"),
  "image/jpeg": Buffer.from("\xff\xd8\xff", "latin1"),
};

function isPage(value: unknown): value is DocumentPage {
  return isRecord(value) && typeof value["page"] === "number" && typeof value["text"] === "string";
}
