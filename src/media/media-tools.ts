import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseDatabaseUrl } from "../core/database-url.ts";
import type { Clock, Logger, MediaSource, Transcriber } from "../core/ports.ts";
import { createSemaphore } from "./semaphore.ts";
import { createMedia, type Media } from "./media.ts";
import type { PageSource } from "../core/web.ts";
import type { ReadPage } from "./read-page.ts";
import type { ReadDocument } from "./read-document.ts";
import { onFirstCall } from "../core/load-once.ts";

/** A recording of up to 16 MB is in memory while it is sent. */
const RECORDINGS_AT_ONCE = 8;

export interface MediaTools {
  readonly media: Media;
  readonly transcriber: Transcriber;
  readonly readDocument: ReadDocument;
  /** Null where no page of the web is read. */
  readonly readPage: ReadPage | null;
}

/**
 * Creates the tools that fetch and read attachments, with their files beside the database, if that
 * is a file.
 */
export function createMediaTools(deps: {
  readonly databaseUrl: string;
  readonly source: MediaSource;
  readonly transcriber: Transcriber;
  readonly pages: PageSource | null;
  readonly clock: Clock;
  readonly log: Logger;
}): MediaTools {
  const { source, transcriber, pages, clock, log } = deps;
  const folder = tempFolder(deps.databaseUrl);
  const atMost = createSemaphore(RECORDINGS_AT_ONCE);
  const readDocument: ReadDocument = onFirstCall(async () => {
    const { createDocumentReader } = await import("./read-document.ts");
    return createDocumentReader({ log, clock, folder });
  });
  return {
    media: createMedia({ source, clock, folder }),
    transcriber: { transcribe: (recording) => atMost(() => transcriber.transcribe(recording)) },
    readDocument,
    readPage:
      pages === null
        ? null
        : onFirstCall(async () => {
            const { createPageReader } = await import("./read-page.ts");
            return createPageReader({ pages, readDocument, folder });
          }),
  };
}

/** Returns the folder of the files that are being worked on; with a database in memory, of this process alone. */
export function tempFolder(databaseUrl: string): string {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "postgres") return join(tmpdir(), sharedName(process.getuid?.()));
  const { path, isMemory } = location;
  return isMemory ? join(tmpdir(), `whatsapp-ai-bot-${process.pid}`) : join(dirname(path), "tmp");
}

/**
 * Returns the name of the folder that all processes of this system user share, so that any of them
 * removes the files of a killed one. On Windows, where users have no number, the folder around it is
 * the user's own.
 */
export function sharedName(uid: number | undefined): string {
  return uid === undefined ? "whatsapp-ai-bot" : `whatsapp-ai-bot-${uid}`;
}
