import { tmpdir } from "node:os";
import { mediaTypeOf, mediaTypeOfName, type TextFormat } from "../core/media-types.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { form } from "../core/version.ts";
import { parseAnswer, parsePicture } from "./documents/child-answer.ts";
import { DOCUMENT_COMMAND, formatOrder } from "./documents/child-order.ts";
import type { DocumentPicture, DocumentText, UnreadableReason } from "./documents/document-text.ts";
import type { PictureLimits } from "./documents/gallery.ts";
import { hideProcess } from "./documents/hide-process.ts";
import { HEAD_BYTES, isText } from "./documents/is-text.ts";
import { type ChildEnd, runChild } from "./documents/run-child.ts";
import { createFairSlots } from "./fair-slots.ts";

/**
 * After this share of its processor time the child begins no further page, and returns what it has.
 */
const LAST_PAGE_SHARE = 0.5;
/** At most three in UTF-8, and two for characters that JSON escapes. */
const BYTES_PER_CHARACTER = 3;
/** The size of an answer beside its text, mainly the numbers of its pages. */
const ANSWER_FRAME_BYTES = 1_000;
const PAGE_FRAME_BYTES = 50;
const PICTURE_FRAME_BYTES = 50;
const NO_PICTURES: PictureLimits = { maxShown: 0, maxBytes: 0 };

interface ReceivedDocument {
  /** The document's user: users share the children fairly. */
  readonly userId: number;
  /** The type that the sender declared; may be wrong. */
  readonly contentType: string;
  readonly fileName: string | null;
  /** True if the model accepts the pictures inside. */
  readonly wantsPictures?: boolean;
  /** True for a page of the web, whose links to its own site are kept, for `resolveLinks`. */
  readonly isOfWeb?: boolean;
}

type ReadDocumentResult = DocumentText & {
  /** The most important pictures inside the document, in order. */
  readonly pictures?: readonly DocumentPicture[];
};

export interface DocumentReaderDeps {
  readonly log: Logger;
  readonly clock: Pick<Clock, "after">;
  /** The maximum number of children at once; further documents wait. */
  readonly maxAtOnce?: number;
  /**
   * The maximum processor time of all threads of a child, which a busy machine does not shorten.
   */
  readonly maxCpuSeconds?: number;
  /** The maximum processor time for text: 16 MB of ordinary HTML need half a second. */
  readonly maxTextCpuSeconds?: number;
  /** By the wall clock, for a child that does nothing at all. */
  readonly deadlineMs?: number;
  readonly maxMemoryBytes?: number;
  readonly maxPages?: number;
  /** In UTF-16 units, over all pages. */
  readonly maxTextLength?: number;
  /** The limits of the pictures inside a document. */
  readonly pictures?: PictureLimits;
  /** The command that runs `runDocumentChild`; the order is appended. */
  readonly command?: readonly string[];
  /** The folder in which a child's empty working directory is made. */
  readonly folder?: string;
}

/**
 * Reads the document in a file. Its content decides its format; its type and name only distinguish
 * kinds of text. Throws the signal's reason once it aborts, and if the file cannot be opened.
 */
export type ReadDocument = (
  path: string,
  received: ReceivedDocument,
  signal?: AbortSignal,
) => Promise<ReadDocumentResult>;

/**
 * Creates the reader, which parses nothing itself: a child process does, which a hostile file may
 * hang or crash.
 */
export function createDocumentReader({
  log,
  clock,
  maxAtOnce = 2,
  maxCpuSeconds = 15,
  maxTextCpuSeconds = 3,
  deadlineMs = 60_000,
  maxMemoryBytes = 300 * 1024 * 1024,
  maxPages = 200,
  maxTextLength = 2_000_000,
  pictures = { maxShown: 8, maxBytes: 3 * 1024 * 1024 },
  command = documentCommand(),
  folder = tmpdir(),
}: DocumentReaderDeps): ReadDocument {
  const slots = createFairSlots(maxAtOnce);
  const limits = {
    deadlineMs,
    maxMemoryBytes,
    maxOutputBytes:
      maxTextLength * BYTES_PER_CHARACTER + maxPages * PAGE_FRAME_BYTES + ANSWER_FRAME_BYTES,
  };
  const lastPageAtMs = maxCpuSeconds * 1_000 * LAST_PAGE_SHARE;
  const pageLimits = { maxPages, maxTextLength, lastPageAtMs };

  return (path, received, signal) =>
    slots(received.userId, async () => {
      signal?.throwIfAborted();
      const isHidden = await hideProcess();
      const shown = received.wantsPictures === true ? pictures : NO_PICTURES;
      const order = formatOrder({
        named: namedFormat(received),
        limits: { ...pageLimits, isOfWeb: received.isOfWeb === true },
        pictures: shown,
      });
      const isShort = isText(await Bun.file(path).slice(0, HEAD_BYTES).bytes());
      const end = await runChild(
        [...command, order],
        { path, folder },
        {
          ...limits,
          maxCpuSeconds: isShort ? maxTextCpuSeconds : maxCpuSeconds,
          pictures: { ...shown, maxBytes: shown.maxBytes + shown.maxShown * PICTURE_FRAME_BYTES },
        },
        { clock, abort: signal },
      );
      signal?.throwIfAborted();
      const document = toDocumentText(end, maxMemoryBytes);
      const found = end.frames.slice(1).map(parsePicture);
      const seen = found.filter((picture) => picture !== null);
      log.info("document read", {
        outcome: document.kind === "unreadable" ? document.why : document.kind,
        pictures: seen.length,
        child: end.how,
        exitCode: end.exitCode,
        signal: end.signal,
        durationMs: end.durationMs,
        cpuMs: end.cpuMs,
        peakMemoryBytes: end.peakMemoryBytes,
        // If not, a document that takes over its child may read our environment.
        isHidden,
      });
      return { ...document, ...(seen.length > 0 && { pictures: seen }) };
    });
}

function documentCommand(): readonly string[] {
  if (form === "executable") return [process.execPath, DOCUMENT_COMMAND];
  // Without node_modules around its working directory, Bun would look for packages on the network.
  const bun = [process.execPath, "--no-env-file", "--no-install"];
  if (form === "package") return [...bun, Bun.main, DOCUMENT_COMMAND];
  return [...bun, Bun.fileURLToPath(new URL("./documents/child-entry.ts", import.meta.url))];
}

/**
 * Returns the format by the file's name first: senders know it, while many phones declare the same
 * type for every text.
 */
function namedFormat({ contentType, fileName }: ReceivedDocument): TextFormat {
  const { textFormat } = mediaTypeOfName(fileName ?? "") ?? mediaTypeOf(contentType);
  return textFormat ?? "txt";
}

function toDocumentText(
  { how, frames, peakMemoryBytes, signal }: ChildEnd,
  maxMemoryBytes: number,
): DocumentText {
  const unreadable = (why: UnreadableReason): DocumentText => ({ kind: "unreadable", why });
  const [answer] = frames;
  // Also the answer of a child that a picture was too much for.
  if (answer !== undefined) return parseAnswer(answer.toString()) ?? unreadable("corrupt");
  switch (how) {
    case "too-slow":
      return unreadable("too-slow");
    case "too-big":
      return unreadable("too-big");
    case "died":
      if (signal === "SIGXCPU") return unreadable("too-slow");
      // A child that runs out of addresses aborts, perhaps before the next check of the watch.
      return unreadable(peakMemoryBytes > maxMemoryBytes / 2 ? "too-big" : "corrupt");
    case "answered":
    case "too-talkative":
    case "aborted":
      return unreadable("corrupt");
  }
}
