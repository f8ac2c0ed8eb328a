import type { Clock } from "../core/ports.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";

/** By content type: what ffmpeg has to be told a file is, since it must not guess. */
const DEMUXERS: Readonly<Record<string, string>> = {
  "audio/amr": "amr",
  "audio/aac": "aac",
  "audio/3gpp": "mov",
  "audio/3gpp2": "mov",
  "video/3gpp": "mov",
  "video/3gpp2": "mov",
  "audio/x-ms-asf": "asf",
  "audio/x-ms-wma": "asf",
  "video/x-ms-asf": "asf",
  "audio/aiff": "aiff",
  "audio/x-aiff": "aiff",
  "audio/x-caf": "caf",
  "audio/basic": "au",
  "audio/ac3": "ac3",
  "audio/eac3": "eac3",
  "audio/ape": "ape",
  "audio/x-musepack": "mpc",
  "audio/wavpack": "wv",
  "audio/x-matroska": "matroska",
};
/** Of what transcription services take as it is. */
const TAKEN: Readonly<Record<string, string>> = {
  "audio/ogg": "ogg",
  "audio/opus": "ogg",
  "application/ogg": "ogg",
  "audio/mpeg": "mp3",
  "audio/mp3": "mp3",
  "audio/mp4": "mov",
  "audio/m4a": "mov",
  "audio/x-m4a": "mov",
  "video/mp4": "mov",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/vnd.wave": "wav",
  "audio/flac": "flac",
  "audio/x-flac": "flac",
  "audio/webm": "matroska",
  "video/webm": "matroska",
};

/** What a transcription service takes at most is 25 MB. */
const MAX_OUTPUT_BYTES = 24_000_000;

/** Whether `convertAudio` knows what to do with this content type. */
export function isConvertible(contentType: string): boolean {
  return DEMUXERS[contentType] !== undefined;
}

/** What ffmpeg calls files of a content type; null for what is no recording. */
export function demuxerOf(contentType: string): string | null {
  return DEMUXERS[contentType] ?? TAKEN[contentType] ?? null;
}

/**
 * Turns a recording that transcription services refuse into FLAC, through `ffmpeg` when that is
 * installed; otherwise, or when it cannot read the file, false. Throws `TransientError` when called off.
 */
export async function convertAudio(
  recording: { readonly path: string; readonly contentType: string; readonly into: string },
  signal: AbortSignal,
  clock: Pick<Clock, "after">,
): Promise<boolean> {
  const demuxer = DEMUXERS[recording.contentType];
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
