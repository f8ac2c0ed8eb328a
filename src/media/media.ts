import type { Clock, MediaReference, MediaSource } from "../core/ports.ts";
import { createSemaphore } from "./semaphore.ts";
import { onFirstCall } from "../core/load-once.ts";
import type { Download } from "./download.ts";
import type { ReadImage } from "./read-image.ts";
import { createTempFiles } from "./temp-files.ts";
import type { VoiceNote } from "./voice-note.ts";

/** The maximum size of a messenger's file, except documents on some channels. */
const MAX_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 60_000;
const AT_ONCE = 2;

// Most servers have had no file yet.
const convertAudio = onFirstCall(async () => (await import("./convert-audio.ts")).convertAudio);
const download = onFirstCall(async () => (await import("./download.ts")).download);
const isSilent = onFirstCall(async () => (await import("./measure-level.ts")).isSilent);
const makeVoiceNote = onFirstCall(async () => (await import("./voice-note.ts")).makeVoiceNote);
const readImage = onFirstCall(async () => (await import("./read-image.ts")).readImage);

/** The work with files: few tasks at once, and no file left behind. */
export interface Media {
  /**
   * Downloads an attachment into a file that is removed when `use` has settled. Throws
   * `TransientError` or `PermanentError`, and the errors of `use`.
   */
  withDownload<T>(
    media: MediaReference,
    signal: AbortSignal,
    use: (found: Download, path: string) => Promise<T>,
  ): Promise<T>;
  readImage(path: string): Promise<ReadImage>;
  /** Returns whether a recording contains no sound; false if that cannot be measured. */
  isSilent(
    recording: { readonly path: string; readonly contentType: string },
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Calls `use` with a FLAC of the recording, or null if it cannot be made. */
  withFlac<T>(
    recording: { readonly path: string; readonly contentType: string },
    signal: AbortSignal,
    use: (path: string | null) => Promise<T>,
  ): Promise<T>;
  /**
   * Makes a voice note of sound in any format, in one of these content types; null if it cannot.
   * Throws `TransientError` when aborted.
   */
  makeVoiceNote(
    sound: Uint8Array,
    delivered: readonly string[],
    signal: AbortSignal,
  ): Promise<VoiceNote | null>;
  /** Removes files left behind before `before`, and returns how many. */
  sweep(before: number): Promise<number>;
  filesAtWork(): number;
}

/** Creates the folder for files and the queues for costly work. */
export function createMedia(deps: {
  readonly source: MediaSource;
  readonly clock: Clock;
  readonly folder: string;
}): Media {
  const { source, clock, folder } = deps;
  const files = createTempFiles(folder);
  const downloads = createSemaphore(AT_ONCE);
  const images = createSemaphore(AT_ONCE);
  const conversions = createSemaphore(AT_ONCE);
  const downloading = { source, clock, maxBytes: MAX_BYTES, deadlineMs: DEADLINE_MS };
  return {
    withDownload: (media, signal, use) =>
      files.with("", async (path) => {
        const found = await downloads(() => download(media, path, signal, downloading));
        return use(found, path);
      }),
    readImage: (path) => images(() => readImage(path)),
    isSilent: (recording, signal) => conversions(() => isSilent(recording, signal, clock)),
    withFlac: (recording, signal, use) =>
      files.with(".flac", async (into) => {
        const isMade = await conversions(() => convertAudio({ ...recording, into }, signal, clock));
        return use(isMade ? into : null);
      }),
    makeVoiceNote: (sound, delivered, signal) =>
      conversions(() => makeVoiceNote(sound, delivered, { signal, clock, files })),
    sweep: (before) => files.sweep(before),
    filesAtWork: () => files.atWork(),
  };
}
