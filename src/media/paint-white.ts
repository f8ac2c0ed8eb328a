import { promisify } from "node:util";

const PNG_HEADER_BYTES = 8;
const CHANNELS = 4;
/** Without compression the bytes of a row are unfiltered. */
const NO_FILTER = 0;
/** The gap between strips of a tall picture, so that they are not read as one. */
export const STRIP_GAP = 8;
const BMP_HEADER_BYTES = 54;
const BMP_CHANNELS = 3;
/** The rows between two pauses for other tasks. */
const ROWS_AT_ONCE = 64;

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and, with four channels, alpha, one byte each, by rows. */
  readonly bytes: Uint8Array;
  readonly channels: 3 | 4;
}

/**
 * Puts a picture on a white background, since a model would see transparency as black, and a tall
 * one in `strips` beside each other. Takes an uncompressed PNG of `Bun.Image`, and returns a BMP
 * that it can read.
 */
export async function paintWhite(png: Uint8Array, strips = 1): Promise<Uint8Array> {
  return toBmp(await readPng(png), strips);
}

/** Reads an uncompressed PNG of eight bits and four channels, as `Bun.Image` writes it. */
async function readPng(png: Uint8Array): Promise<Pixels> {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const packed: Buffer[] = [];
  for (let at = PNG_HEADER_BYTES; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") {
      packed.push(bytes.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  const lines = await inflated(Buffer.concat(packed));
  const row = width * CHANNELS;
  const pixels = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    const from = y * (row + 1);
    if (lines[from] !== NO_FILTER) throw new Error("the PNG is packed");
    pixels.set(lines.subarray(from + 1, from + 1 + row), y * row);
  }
  return { width, height, bytes: pixels, channels: CHANNELS };
}

// Loaded with the first picture: it takes a millisecond of every start otherwise.
async function inflated(bytes: Uint8Array): Promise<Uint8Array> {
  const { inflate } = await import("node:zlib");
  return promisify(inflate)(bytes);
}

/** Returns a BMP of the pixels on a white background. */
export async function toBmp(
  { width, height, bytes, channels }: Pixels,
  strips = 1,
): Promise<Uint8Array> {
  const tall = Math.ceil(height / strips);
  const wide = width * strips + STRIP_GAP * (strips - 1);
  // Rows of a BMP begin at a multiple of four.
  const row = Math.ceil((wide * BMP_CHANNELS) / 4) * 4;
  const bmp = Buffer.alloc(BMP_HEADER_BYTES + row * tall, 0xff);
  writeHeader(bmp, wide, tall);
  for (let y = 0; y < height; y += 1) {
    if (y % ROWS_AT_ONCE === 0) await breathe();
    const strip = Math.floor(y / tall);
    // The last row comes first.
    const start = BMP_HEADER_BYTES + (tall - 1 - (y % tall)) * row;
    let to = start + strip * (width + STRIP_GAP) * BMP_CHANNELS;
    for (let x = 0, from = y * width * channels; x < width; x += 1, from += channels) {
      const solid = channels === 4 ? (bytes[from + 3] ?? 255) : 255;
      for (let channel = 2; channel >= 0; channel -= 1, to += 1) {
        bmp[to] = 255 - Math.round(((255 - (bytes[from + channel] ?? 0)) * solid) / 255);
      }
    }
  }
  return bmp;
}

function writeHeader(bmp: Buffer, width: number, height: number): void {
  bmp.fill(0, 0, BMP_HEADER_BYTES);
  bmp.write("BM", "latin1");
  bmp.writeUInt32LE(bmp.length, 2);
  bmp.writeUInt32LE(BMP_HEADER_BYTES, 10);
  bmp.writeUInt32LE(40, 14);
  bmp.writeInt32LE(width, 18);
  bmp.writeInt32LE(height, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(BMP_CHANNELS * 8, 28);
}

function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
