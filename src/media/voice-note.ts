import { mediaTypeOf } from "../core/media-types.ts";
import type { Clock } from "../core/ports.ts";
import { audioDuration } from "./audio-duration.ts";
import { findFileType } from "./find-file-type.ts";
import { readOpus } from "./ogg-duration.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";
import type { TempFiles } from "./temp-files.ts";

/** Sound in a form that a messenger plays. */
export interface VoiceNote {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly durationMs: number;
}

const OGG_OPUS = "audio/ogg; codecs=opus";
const MP3 = "audio/mpeg";

/** WhatsApp shows a larger one as a file without a play button. */
const MAX_OPUS_BYTES = 512_000;
const MAX_MP3_BYTES = 2_000_000;
const BITS_PER_SECOND = 24_000;
const PLAIN = ["-map_metadata", "-1"];

/**
 * Makes a voice note of sound in any format: mono Ogg Opus as it is, anything else converted with
 * `ffmpeg` if that is installed, or an MP3 where the channel delivers it. Returns null if none of
 * these is possible. Throws `TransientError` when aborted.
 */
export async function makeVoiceNote(
  sound: Uint8Array,
  delivered: readonly string[],
  { signal, clock, files }: VoiceNoteMeans,
): Promise<VoiceNote | null> {
  const isOpusDelivered = delivered.includes(OGG_OPUS);
  const asItIs = isOpusDelivered ? asOpus(sound) : null;
  if (asItIs !== null) return asItIs;
  return files.with("", async (path) => {
    await Bun.write(path, sound);
    const type = await findFileType(path);
    if (isOpusDelivered) {
      const { demuxer } = mediaTypeOf(type?.contentType ?? "");
      const converted = demuxer === undefined ? null : await convert(path, demuxer);
      if (converted !== null) return converted;
    }
    if (type?.contentType !== MP3 || !delivered.includes(MP3) || sound.length > MAX_MP3_BYTES) {
      return null;
    }
    const duration = await audioDuration(path);
    return duration.isStated ? { bytes: sound, contentType: MP3, durationMs: duration.ms } : null;
  });

  function convert(path: string, demuxer: string): Promise<VoiceNote | null> {
    return files.with(".ogg", async (into) => {
      const isMade = (await runFfmpeg(toOpus(path, demuxer, into), signal, clock)) !== null;
      return isMade ? asOpus(await Bun.file(into).bytes()) : null;
    });
  }
}

interface VoiceNoteMeans {
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, "after">;
  readonly files: Pick<TempFiles, "with">;
}

/** Returns a file as a voice note, if it is one already. */
function asOpus(bytes: Uint8Array): VoiceNote | null {
  const facts = readOpus(bytes);
  if (facts === null || facts.channels !== 1 || facts.durationMs === 0) return null;
  if (bytes.byteLength > MAX_OPUS_BYTES) return null;
  return { bytes, contentType: OGG_OPUS, durationMs: facts.durationMs };
}

// The format is given and only files may be opened: a playlist could name addresses to fetch.
function toOpus(path: string, demuxer: string, into: string): string[] {
  const input = ["-protocol_whitelist", "file", "-f", demuxer, "-i", path];
  const sound = ["-vn", "-ac", "1", "-ar", "48000", "-c:a", "libopus", "-application", "voip"];
  // Otherwise music and tones take twice as much.
  const limits = ["-b:a", String(BITS_PER_SECOND), "-vbr", "constrained", "-threads", "1"];
  return ["-loglevel", "quiet", ...input, ...sound, ...limits, ...PLAIN, "-f", "ogg", "-y", into];
}
