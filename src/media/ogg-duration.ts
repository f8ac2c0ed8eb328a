const OPUS_RATE = 48_000;
const MAX_PAGE_BYTES = 65_307;
const HEAD_BYTES = 64;
const PAGE_MARK = Buffer.from("OggS");

/** The sound of an Ogg Opus file. */
interface OpusFacts {
  readonly channels: number;
  /** The time that it plays, in milliseconds. */
  readonly durationMs: number;
}

/**
 * Returns how long an Ogg Opus file plays, in milliseconds, by the position in its last page (RFC
 * 7845, section 4); null for anything else.
 */
export async function oggDuration(path: string): Promise<number | null> {
  const file = Bun.file(path);
  const head = Buffer.from(await file.slice(0, HEAD_BYTES).arrayBuffer());
  // A slice from the end of a file on tmpfs is empty (Bun 1.4.5).
  const from = Math.max(0, file.size - MAX_PAGE_BYTES);
  const tail = Buffer.from(await file.slice(from).arrayBuffer());
  return read(head, tail)?.durationMs ?? null;
}

/** Returns the facts about an Ogg Opus file; null for anything else. */
export function readOpus(whole: Uint8Array): OpusFacts | null {
  const bytes = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength);
  return read(bytes.subarray(0, HEAD_BYTES), bytes.subarray(-MAX_PAGE_BYTES));
}

function read(head: Buffer, tail: Buffer): OpusFacts | null {
  const opus = head.indexOf("OpusHead");
  if (!head.subarray(0, 4).equals(PAGE_MARK) || opus === -1 || opus + 12 > head.length) return null;
  const preSkip = head.readUInt16LE(opus + 10);
  const last = tail.lastIndexOf(PAGE_MARK);
  if (last === -1 || last + 14 > tail.length) return null;
  const samples = Number(tail.readBigInt64LE(last + 6)) - preSkip;
  if (samples < 0) return null;
  const durationMs = Math.round((samples / OPUS_RATE) * 1_000);
  return { channels: head.readUInt8(opus + 9), durationMs };
}
