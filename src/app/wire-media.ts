import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Config } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import type { Clock, Logger, MediaSource, Transcriber } from "../core/ports.ts";
import { createAtMost } from "../media/at-most.ts";
import { createMedia, type Media } from "../media/media.ts";
import { createDocumentReader, type ReadDocument } from "../media/read-document.ts";
import { createTranscriber } from "../models/openai/transcriber.ts";
import { createTwilioMediaSource } from "../channels/twilio/media-source.ts";

/** A recording of 16 MB stands in memory while it is sent. */
const RECORDINGS_AT_ONCE = 8;

export interface MediaParts {
  readonly source: MediaSource;
  readonly media: Media;
  readonly transcriber: Transcriber;
  readonly readDocument: ReadDocument;
}

/** What fetches attachments and reads them, with its files beside the database, if that is a file. */
export function wireMedia(
  config: Config,
  {
    clock,
    log,
    transcriber,
  }: {
    readonly clock: Clock;
    readonly log: Logger;
    readonly transcriber: Transcriber | undefined;
  },
): MediaParts {
  const source = createTwilioMediaSource({
    accountSid: config.twilioAccountSid,
    authToken: config.twilioAuthToken,
    apiBaseUrl: config.twilioApiBaseUrl,
    clock,
  });
  const folder = tempFolder(config);
  const listener = transcriber ?? chooseTranscriber(config);
  const atMost = createAtMost(RECORDINGS_AT_ONCE);
  return {
    source,
    media: createMedia({ source, clock, folder }),
    transcriber: { transcribe: (recording) => atMost(() => listener.transcribe(recording)) },
    readDocument: createDocumentReader({ log, folder }),
  };
}

function chooseTranscriber(config: Config): Transcriber {
  return createTranscriber({
    model: config.openaiTranscriptionModel,
    apiKey: config.openaiTranscriptionApiKey,
    baseUrl: config.openaiTranscriptionBaseUrl,
    language: config.transcriptionLanguage,
  });
}

/** Returns the folder of the files that are being worked on; with a database in memory, of this process alone. */
export function tempFolder({ databaseUrl }: Pick<Config, "databaseUrl">): string {
  const location = parseDatabaseUrl(databaseUrl);
  // Shared by all that this user runs here: whoever was killed is swept up after by any other.
  if (location.dialect === "postgres")
    return join(tmpdir(), `whatsapp-ai-bot-${process.getuid?.()}`);
  const { path, isMemory } = location;
  return isMemory ? join(tmpdir(), `whatsapp-ai-bot-${process.pid}`) : join(dirname(path), "tmp");
}
