import { mediaTypeOf } from "../core/media-types.ts";
import type { Clock } from "../core/ports.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";

/** The loudest moment of a silent room in a telephone's pocket; speech is above -30 dB. */
const SILENCE_DB = -50;
/** Who says nothing for so long says nothing. */
const MAX_SECONDS = 120;

/**
 * Whether a recording holds no sound at all, of which a transcription service invents words; false
 * where `ffmpeg` is not installed or cannot tell. Throws `TransientError` when called off.
 */
export async function isSilent(
  { path, contentType }: { readonly path: string; readonly contentType: string },
  signal: AbortSignal,
  clock: Pick<Clock, "after">,
): Promise<boolean> {
  const { demuxer } = mediaTypeOf(contentType);
  if (demuxer === undefined) return false;
  const input = [
    "-protocol_whitelist",
    "file",
    "-f",
    demuxer,
    "-t",
    String(MAX_SECONDS),
    "-i",
    path,
  ];
  const output = ["-vn", "-af", "volumedetect", "-threads", "1", "-f", "null", "-"];
  const words = await runFfmpeg(
    ["-hide_banner", "-nostats", "-loglevel", "info", ...input, ...output],
    signal,
    clock,
  );
  const [, loudest] = /max_volume: (-?inf|-?[\d.]+) dB/.exec(words ?? "") ?? [];
  if (loudest === undefined) return false;
  return loudest === "-inf" || Number(loudest) < SILENCE_DB;
}
