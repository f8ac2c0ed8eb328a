import type { Clock, MediaReference, MediaSource } from "../core/ports.ts";
import { createAtMost } from "./at-most.ts";
import { convertAudio } from "./convert-audio.ts";
import { type Download, download } from "./download.ts";

import { isSilent } from "./measure-level.ts";
import { type ReadImage, readImage } from "./read-image.ts";
import { createTempFiles } from "./temp-files.ts";

/** What a messenger carries at most, but for documents on some channels. */
const MAX_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 60_000;
const AT_ONCE = 2;

/** What has to do with files: few pieces of work at once, and nothing left behind. */
export interface Media {
  /**
   * Downloads an attachment into a file that is gone when `use` has settled. Throws
   * `TransientError` or `PermanentError`, and what `use` throws.
   */
  withDownload<T>(
    media: MediaReference,
    signal: AbortSignal,
    use: (found: Download, path: string) => Promise<T>,
  ): Promise<T>;
  readImage(path: string): Promise<ReadImage>;
  /** Whether a recording holds no sound; false where that cannot be measured. */
  isSilent(
    recording: { readonly path: string; readonly contentType: string },
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Hands `use` a FLAC of the recording, or null when it cannot be made. */
  withFlac<T>(
    recording: { readonly path: string; readonly contentType: string },
    signal: AbortSignal,
    use: (path: string | null) => Promise<T>,
  ): Promise<T>;
  /** Removes files that were left behind before `before`; how many. */
  sweep(before: number): Promise<number>;
  filesAtWork(): number;
}

/** Makes the room's state: the folder for files and the queues before costly work. */
export function createMedia(deps: {
  readonly source: MediaSource;
  readonly clock: Clock;
  readonly folder: string;
}): Media {
  const { source, clock, folder } = deps;
  const files = createTempFiles(folder);
  const downloads = createAtMost(AT_ONCE);
  const images = createAtMost(AT_ONCE);
  const conversions = createAtMost(AT_ONCE);
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
    sweep: (before) => files.sweep(before),
    filesAtWork: () => files.atWork(),
  };
}
