const RIFF = "RIFF";
const WEBP = "WEBP";
/** The header before a frame's own chunks: place, size, duration and flags. */
const FRAME_HEADER_BYTES = 16;
const CHUNK_HEADER_BYTES = 8;
const EXTENDED_BYTES = 10;
const HAS_ALPHA = 0x10;

/**
 * Returns the first frame of an animated WebP, such as a sticker, since the decoder does not
 * support animations; null for any other file.
 */
export function firstFrame(file: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const isWebp =
    bytes.toString("latin1", 0, 4) === RIFF && bytes.toString("latin1", 8, 12) === WEBP;
  if (!isWebp) return null;
  const frame = findChunk(bytes.subarray(12), "ANMF");
  if (frame === null || frame.length < FRAME_HEADER_BYTES) return null;
  const image = frame.subarray(FRAME_HEADER_BYTES);
  const extended = Buffer.alloc(EXTENDED_BYTES);
  extended[0] = findChunk(image, "ALPH") === null ? 0 : HAS_ALPHA;
  // Width and height, each minus one, in 24 bits.
  frame.copy(extended, 4, 6, 12);
  const body = Buffer.concat([Buffer.from(WEBP), chunk("VP8X", extended), image]);
  return chunk(RIFF, body);
}

/** Returns the content of the first chunk with this name. */
function findChunk(bytes: Buffer, name: string): Buffer | null {
  for (let at = 0; at + CHUNK_HEADER_BYTES <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + CHUNK_HEADER_BYTES;
    if (bytes.toString("latin1", at, at + 4) === name) return bytes.subarray(start, start + size);
    // Each chunk begins at an even position.
    at = start + size + (size % 2);
  }
  return null;
}

function chunk(name: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(CHUNK_HEADER_BYTES);
  header.write(name, "latin1");
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}
