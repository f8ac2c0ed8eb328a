import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseDatabaseUrl } from "../core/database-url.ts";
import type { Clock, Logger, MediaSource, Transcriber } from "../core/ports.ts";
import { createAtMost } from "./at-most.ts";
import { createMedia, type Media } from "./media.ts";
import { createDocumentReader, type ReadDocument } from "./read-document.ts";

/** A recording of 16 MB stands in memory while it is sent. */
const RECORDINGS_AT_ONCE = 8;

export interface MediaTools {
  readonly media: Media;
  readonly transcriber: Transcriber;
  readonly readDocument: ReadDocument;
}

/** Makes what fetches attachments and reads them, with its files beside the database, if that is a file. */
export function createMediaTools(deps: {
  readonly databaseUrl: string;
  readonly source: MediaSource;
  readonly transcriber: Transcriber;
  readonly clock: Clock;
  readonly log: Logger;
}): MediaTools {
  const { source, transcriber, clock, log } = deps;
  const folder = tempFolder(deps.databaseUrl);
  const atMost = createAtMost(RECORDINGS_AT_ONCE);
  return {
    media: createMedia({ source, clock, folder }),
    transcriber: { transcribe: (recording) => atMost(() => transcriber.transcribe(recording)) },
    readDocument: createDocumentReader({ log, clock, folder }),
  };
}

function tempFolder(databaseUrl: string): string {
  const location = parseDatabaseUrl(databaseUrl);
  // Shared by all that this user runs here, so that any process sweeps up after one that was killed.
  if (location.dialect === "postgres")
    return join(tmpdir(), `whatsapp-ai-bot-${process.getuid?.()}`);
  const { path, isMemory } = location;
  return isMemory ? join(tmpdir(), `whatsapp-ai-bot-${process.pid}`) : join(dirname(path), "tmp");
}
