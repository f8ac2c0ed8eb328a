import { mediaTypeOf } from "../core/media-types.ts";
import type { Clock } from "../core/ports.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";

/** What a transcription service takes at most is 25 MB. */
const MAX_OUTPUT_BYTES = 24_000_000;

/**
 * Turns a recording that transcription services refuse into FLAC, through `ffmpeg` when that is
 * installed; otherwise, or when it cannot read the file, false. Throws `TransientError` when called off.
 */
export async function convertAudio(
  recording: { readonly path: string; readonly contentType: string; readonly into: string },
  signal: AbortSignal,
  clock: Pick<Clock, "after">,
): Promise<boolean> {
  const { demuxer } = mediaTypeOf(recording.contentType);
  if (demuxer === undefined) return false;
  return (await runFfmpeg(toArguments(recording, demuxer), signal, clock)) !== null;
}

// The format is given and only files may be opened: a playlist could name addresses to fetch.
function toArguments(
  { path, into }: { readonly path: string; readonly into: string },
  demuxer: string,
): string[] {
  const input = ["-protocol_whitelist", "file", "-f", demuxer, "-i", path];
  const output = ["-vn", "-ac", "1", "-ar", "16000", "-c:a", "flac", "-threads", "1"];
  const limits = ["-fs", String(MAX_OUTPUT_BYTES), "-f", "flac", "-y", into];
  return ["-loglevel", "quiet", ...input, ...output, ...limits];
}
