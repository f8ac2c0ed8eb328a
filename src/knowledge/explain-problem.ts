import type { UnreadableFile } from "./read-file-into.ts";
import type { DocumentProblem } from "./compare-folder.ts";

type Reason = UnreadableFile["reason"];

const REASONS: Readonly<Record<Reason, string>> = {
  encrypted: "is protected by a password: save it without one",
  corrupt: "is damaged: save it again with the program that made it",
  empty: "has no text",
  "too-big": "is too large to be read: divide it",
  "too-slow": "takes too long to be read: divide it, or save it again with another program",
  unsupported: "is of a kind that is not read: save it as PDF, or as text",
  outdated: "is of an old format: save it in a newer one, such as .docx",
  scan: "has pictures of its pages alone: save it with recognised text (OCR)",
  "cannot-open": "cannot be opened: give the server's user the right to read it",
};

const PROBLEMS: Readonly<Record<Exclude<DocumentProblem["why"], "unreadable">, string>> = {
  "link-outside": "is a link to a file outside the folder: copy the file here",
  "link-to-folder": "is a link to a folder: move that folder here, or name it in KNOWLEDGE_DIR",
  "broken-link": "is a link to a file that is not there: remove it",
  "no-file": "is no ordinary file: remove it",
  "odd-name": "has a name that is no valid UTF-8: rename it",
  "closed-folder": "is a folder that cannot be opened: give the server's user the right to read it",
  "too-deep": "is too many folders deep: move it up",
  "too-many": "and files after it are left out: there are more than 20,000",
  "not-read": "is not read yet: a running server does so within a minute, large documents in turn",
  changed: "has changed: a running server reads it within a minute, large documents in turn",
  removed: "is gone, but still found: a running server removes it within a minute",
  cut: "is found in part: it has more pages than are read (divide it), or pages without text",
};

/** Ends a sentence that begins with the document's name: the problem, and what to do about it. */
export function explainProblem({ why, reason }: Pick<DocumentProblem, "why" | "reason">): string {
  if (why !== "unreadable") return PROBLEMS[why];
  return Object.entries(REASONS).find(([name]) => name === reason)?.[1] ?? "cannot be read";
}
