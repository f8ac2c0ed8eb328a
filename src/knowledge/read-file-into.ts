import { stat } from "node:fs/promises";
import { yieldToOthers } from "../core/yield-to-others.ts";
import { indexWords } from "../text/search-words.ts";
import type { DocumentText, UnreadableReason } from "../media/documents/document-text.ts";
import type { ReadDocument } from "../media/read-document.ts";
import type { KnowledgeStore } from "../store/knowledge-steps.ts";
import { MAX_PASSAGES, type NewPassage } from "../store/knowledge.ts";
import type { FoundFile } from "./scan-folder.ts";
import { type Passage, splitPassages } from "./split-passages.ts";

/** A file of a few hundred megabytes is seldom text, and its child holds all of it. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** The passages of one transaction: some milliseconds, in which a user's message waits. */
const ADDED_AT_ONCE = 20;
/** Documents have a reader of their own, with one child at a time. */
const OWNER = 0;

export interface UnreadableFile {
  readonly kind: "unreadable";
  readonly reason: UnreadableReason | "scan" | "cannot-open";
}

type FileEnd =
  | UnreadableFile
  | {
      readonly kind: "ready";
      readonly pages: number;
      readonly passages: number;
      readonly isCut: boolean;
    }
  /** It changed while it was read, and is read again later. */
  | { readonly kind: "changed" };

interface Deps {
  readonly store: Pick<KnowledgeStore, "beginFile" | "addPassages" | "finishFile" | "removeFile">;
  readonly readDocument: ReadDocument;
  readonly signal: AbortSignal;
}

/** Reads a file and stores its passages. Throws the signal's reason, and if the file cannot be opened. */
export async function readFileInto(
  file: FoundFile,
  sha256: string,
  { store, readDocument, signal }: Deps,
): Promise<FileEnd> {
  const { location, path, size } = file;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const received = { userId: OWNER, contentType: "", fileName: name };
  const document: DocumentText =
    size > MAX_FILE_BYTES
      ? { kind: "unreadable", why: "too-big" }
      : await readDocument(location, received, signal);
  const { size: sizeNow, mtimeMs } = await stat(location);
  if (sizeNow !== size || Math.trunc(mtimeMs) !== file.mtimeMs) return { kind: "changed" };

  const id = await store.beginFile({ ...file, sha256 });
  const refuse = async (reason: UnreadableFile["reason"]): Promise<FileEnd> => {
    await store.finishFile(id, { state: "unreadable", reason });
    return { kind: "unreadable", reason };
  };
  if (document.kind === "unreadable") return refuse(document.why);
  if (document.kind === "scan") return refuse("scan");
  const { pages, pageCount, format } = document;
  let passages = 0;
  let isCut = document.isCut || (document.unread ?? []).length > 0;
  for (const batch of batches(splitPassages(pages, format, pageCount))) {
    signal.throwIfAborted();
    if (passages + batch.length > MAX_PASSAGES) {
      isCut = true;
      break;
    }
    const added = batch.map((passage) => withWords(passage, path));
    if (!(await store.addPassages(id, passages, added))) return { kind: "changed" };
    passages += batch.length;
    await yieldToOthers();
  }
  if (passages === 0) return refuse("empty");
  const facts = { pages: pageCount, passages, isCut };
  const isStored = await store.finishFile(id, { state: "ready", format, ...facts });
  return isStored ? { kind: "ready", ...facts } : { kind: "changed" };
}

/** Adds the words of the heading and of the file's name, by which users ask for it too. */
function withWords(passage: Passage, path: string): NewPassage {
  const title = path.replace(/\.\w{1,8}$/, "").replaceAll(/[/_]/g, " ");
  return { ...passage, words: indexWords(`${title}\n${passage.heading ?? ""}\n${passage.text}`) };
}

function* batches(passages: Iterable<Passage>): Generator<Passage[]> {
  let batch: Passage[] = [];
  for (const passage of passages) {
    batch.push(passage);
    if (batch.length < ADDED_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
