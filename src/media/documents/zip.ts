import { createInflateRaw } from "node:zlib";
import { Unreadable } from "./document-text.ts";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const LOCAL_LENGTH = 30;
const MAX_COMMENT = 0xffff;
/** Deflate reaches 1032; no office file that we know of passes 100 for long. */
const MAX_RATIO = 250;
/** So much of one part may be of any ratio. */
const ANY_RATIO_BYTES = 8 * 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly size: number;
  readonly offset: number;
}

export interface Archive {
  has(name: string): boolean;
  /**
   * A part's bytes, inflated as they are asked for. Throws `Unreadable`: `corrupt` when it is
   * missing or damaged, `too-big` when all that was inflated so far passes the budget, or when it
   * swells as only a bomb does: to more than `maxRatio` times its size.
   */
  open(name: string, maxRatio?: number): AsyncIterable<Uint8Array>;
  /** The names of all parts, as `has` and `open` take them. */
  names(): Iterable<string>;
}

/** Reads a part's first bytes, at most `maxBytes`. Throws like `open`. */
export async function readPart(
  archive: Archive,
  name: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of archive.open(name)) {
    chunks.push(chunk.subarray(0, maxBytes - length));
    length += chunk.byteLength;
    if (length >= maxBytes) break;
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a zip's directory; nothing is inflated before it is asked for, and what the directory says
 * of inflated sizes is never believed. Throws `Unreadable`: `corrupt` or `encrypted`.
 */
export function openArchive(bytes: Uint8Array, maxInflatedBytes: number): Archive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view);
  let left = maxInflatedBytes;

  async function* open(name: string, maxRatio = MAX_RATIO): AsyncGenerator<Uint8Array> {
    const entry = entries.get(keyOf(name));
    if (entry === undefined) throw new Unreadable("corrupt");
    const packed = packedBytes(bytes, view, entry);
    const mostByRatio = Math.max(ANY_RATIO_BYTES, packed.byteLength * maxRatio);
    let inflated = 0;
    for await (const chunk of inflate(packed, entry.method)) {
      inflated += chunk.byteLength;
      left -= chunk.byteLength;
      if (left < 0 || inflated > mostByRatio) throw new Unreadable("too-big");
      yield chunk;
    }
  }
  return { has: (name) => entries.has(keyOf(name)), open, names: () => entries.keys() };
}

function readDirectory(bytes: Uint8Array, view: DataView): Map<string, Entry> {
  const end = findEnd(view);
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + ENTRY_LENGTH > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      throw new Unreadable("corrupt");
    }
    const isEncrypted = (view.getUint16(at + 8, true) & 1) === 1;
    if (isEncrypted) throw new Unreadable("encrypted");
    const nameEnd = at + ENTRY_LENGTH + view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_LENGTH, nameEnd));
    entries.set(keyOf(name), {
      method: view.getUint16(at + 10, true),
      size: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Office programs differ in how they spell a part's name, which stands for one part all the same. */
function keyOf(name: string): string {
  return name.replaceAll("\\", "/").replace(/^\/+/, "").toLowerCase();
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at -= 1) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw new Unreadable("corrupt");
}

function packedBytes(bytes: Uint8Array, view: DataView, { offset, size }: Entry): Uint8Array {
  const isLocal =
    offset + LOCAL_LENGTH <= view.byteLength && view.getUint32(offset, true) === LOCAL_ENTRY;
  if (!isLocal) throw new Unreadable("corrupt");
  const start =
    offset + LOCAL_LENGTH + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  // A zip64 entry gives 2^32−1 here; deflated data knows its own end, so the file's end will do.
  return bytes.subarray(start, Math.min(start + size, bytes.byteLength));
}

async function* inflate(packed: Uint8Array, method: number): AsyncGenerator<Uint8Array> {
  if (method === STORED) {
    yield packed;
    return;
  }
  if (method !== DEFLATED) throw new Unreadable("unsupported");
  const inflater = createInflateRaw({ chunkSize: 65_536 });
  inflater.end(packed);
  try {
    const chunks: AsyncIterable<Uint8Array> = inflater;
    yield* chunks;
  } catch (cause) {
    throw new Unreadable("corrupt", { cause });
  }
}
