/** Bytes after the first of a frame, by its type; an unknown type ends the recording. */
const AMR = [12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, null, null, null, 0];
const AMR_WIDE = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, null, null, null, null, 0, 0];
const AMR_FRAME_MS = 20;
/** Counting stops at four hours: 16 MB of the shortest frames would take 0.1 s. */
const LONGEST_MS = 4 * 3_600_000;

const MPEG_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const MP3_RATES = [44_100, 48_000, 32_000];
const AAC_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
];

interface Frame {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * Returns how long a recording of frames (AMR, AAC in ADTS, MP3) plays, in milliseconds, at most
 * four hours; null if it is not one of these.
 */
export function frameDuration(whole: Buffer): number | null {
  const mark = whole.toString("latin1", 0, 9);
  if (mark.startsWith("#!AMR-WB\n")) return count(whole, 9, (at) => amrFrame(whole, at, AMR_WIDE));
  if (mark.startsWith("#!AMR\n")) return count(whole, 6, (at) => amrFrame(whole, at, AMR));
  const from = afterTag(whole);
  return count(whole, from, (at) => aacFrame(whole, at) ?? mp3Frame(whole, at));
}

function count(whole: Buffer, from: number, frameAt: (at: number) => Frame | null): number | null {
  let ms = 0;
  let at = from;
  while (at + 4 < whole.length) {
    const frame = frameAt(at);
    if (frame === null) break;
    ms += frame.ms;
    if (ms > LONGEST_MS) return LONGEST_MS;
    at += frame.bytes;
  }
  // A tag may follow the frames; if it is longer than they are, they were a coincidence.
  return ms === 0 || at < whole.length / 2 ? null : Math.round(ms);
}

function amrFrame(whole: Buffer, at: number, sizes: readonly (number | null)[]): Frame | null {
  const bytes = sizes[(whole.readUInt8(at) >> 3) & 0x0f];
  return bytes == null ? null : { bytes: bytes + 1, ms: AMR_FRAME_MS };
}

/** Reads a frame of ADTS: 1,024 samples, and its length in 13 bits (ISO/IEC 13818-7, 6.2). */
function aacFrame(whole: Buffer, at: number): Frame | null {
  if ((whole.readUInt16BE(at) & 0xfff6) !== 0xfff0 || at + 7 > whole.length) return null;
  const rate = AAC_RATES[(whole.readUInt8(at + 2) >> 2) & 0x0f];
  const bytes = (whole.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
  return rate === undefined || bytes < 7 ? null : { bytes, ms: (1_024 / rate) * 1_000 };
}

/** Reads a frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3). */
function mp3Frame(whole: Buffer, at: number): Frame | null {
  const header = whole.readUInt32BE(at);
  const version = (header >>> 19) & 3;
  if (header >>> 21 !== 0x7ff || version === 1 || ((header >>> 17) & 3) !== 1) return null;
  const isFirst = version === 3;
  const kbits = (isFirst ? MPEG_1 : MPEG_2)[(header >>> 12) & 15] ?? 0;
  const base = MP3_RATES[(header >>> 10) & 3];
  if (kbits === 0 || base === undefined) return null;
  const rate = isFirst ? base : version === 2 ? base / 2 : base / 4;
  const samples = isFirst ? 1_152 : 576;
  const padding = (header >>> 9) & 1;
  const bytes = Math.floor(((samples / 8) * kbits * 1_000) / rate) + padding;
  return { bytes, ms: (samples / rate) * 1_000 };
}

/**
 * Returns where the sound begins: after an ID3 tag, whose length has 7 bits in each of four bytes.
 */
function afterTag(whole: Buffer): number {
  if (whole.length < 10 || whole.toString("latin1", 0, 3) !== "ID3") return 0;
  const [a, b, c, d] = [6, 7, 8, 9].map((at) => whole.readUInt8(at) & 0x7f);
  return 10 + (((a ?? 0) << 21) | ((b ?? 0) << 14) | ((c ?? 0) << 7) | (d ?? 0));
}
