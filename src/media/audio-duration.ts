import { frameDuration } from "./audio-frames.ts";
import { oggDuration } from "./ogg-duration.ts";

export interface AudioDuration {
  readonly ms: number;
  /** True if the file states it; false if it is the longest duration likely for its size. */
  readonly isStated: boolean;
}

/** 8 kbit/s: no common recorder writes less. */
const SLOWEST_BYTES_PER_SECOND = 1_000;
/**
 * More than compressed (Opus: 510 kbit/s) or uncompressed sound ever needs; a header that implies
 * more is wrong.
 */
const FASTEST_BYTES_PER_SECOND = { compressed: 64_000, uncompressed: 1_200_000 };

/**
 * Returns how long a recording plays. Ogg Opus, MP4, WAV and FLAC state it in a header, which is
 * ignored if it would make the file too dense; MP3, AAC and AMR are counted frame by frame. For
 * anything else, or a wrong header, returns the longest that the file's size allows.
 */
export async function audioDuration(path: string): Promise<AudioDuration> {
  const file = Bun.file(path);
  const head = Buffer.from(await file.slice(0, 64).arrayBuffer());
  const stated = await statedDuration(path, head);
  if (
    stated !== null &&
    stated.ms > 0 &&
    file.size / (stated.ms / 1_000) <= stated.maxBytesPerSecond
  ) {
    return { ms: stated.ms, isStated: true };
  }
  return { ms: Math.ceil(file.size / SLOWEST_BYTES_PER_SECOND) * 1_000, isStated: false };
}

interface Stated {
  readonly ms: number;
  readonly maxBytesPerSecond: number;
}

async function statedDuration(path: string, head: Buffer): Promise<Stated | null> {
  const mark = head.toString("latin1");
  const { compressed, uncompressed } = FASTEST_BYTES_PER_SECOND;
  if (mark.startsWith("OggS")) return asStated(await oggDuration(path), compressed);
  if (mark.startsWith("RIFF"))
    return asStated(waveDuration(head, Bun.file(path).size), uncompressed);
  if (mark.startsWith("fLaC")) return asStated(flacDuration(head), uncompressed);
  const whole = Buffer.from(await Bun.file(path).arrayBuffer());
  if (mark.startsWith("ftyp", 4)) return asStated(movieDuration(whole), compressed);
  return asStated(frameDuration(whole), Infinity);
}

function asStated(ms: number | null, maxBytesPerSecond: number): Stated | null {
  return ms === null ? null : { ms, maxBytesPerSecond };
}

/** Reads the duration from the byte rate of a WAV file's `fmt ` chunk, which comes first. */
function waveDuration(head: Buffer, size: number): number | null {
  if (head.length < 36 || head.toString("latin1", 12, 16) !== "fmt ") return null;
  const bytesPerSecond = head.readUInt32LE(28);
  return bytesPerSecond === 0 ? null : Math.round((size / bytesPerSecond) * 1_000);
}

/**
 * Reads the duration from the STREAMINFO block: 20 bits of sample rate, 8 of format, 36 of samples
 * (RFC 9639, 8.2).
 */
function flacDuration(head: Buffer): number | null {
  if (head.length < 26) return null;
  const rate = head.readUIntBE(18, 3) >> 4;
  const samples = (head.readUInt8(21) & 0x0f) * 2 ** 32 + head.readUInt32BE(22);
  return rate === 0 ? null : Math.round((samples / rate) * 1_000);
}

/** Reads the duration from the movie header box of an MP4 or 3GP file (ISO/IEC 14496-12, 8.2.2). */
function movieDuration(whole: Buffer): number | null {
  const at = whole.lastIndexOf("mvhd");
  if (at === -1 || at + 36 > whole.length) return null;
  const isWide = whole.readUInt8(at + 4) === 1;
  const scale = whole.readUInt32BE(at + (isWide ? 24 : 16));
  const length = isWide ? Number(whole.readBigUInt64BE(at + 28)) : whole.readUInt32BE(at + 20);
  return scale === 0 ? null : Math.round((length / scale) * 1_000);
}
