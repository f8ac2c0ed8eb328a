const OPUS_RATE = 48_000;
const MAX_PAGE_BYTES = 65_307;
const PAGE_MARK = Buffer.from("OggS");

/**
 * Returns how long an Ogg Opus file plays, in milliseconds, by the position in its last page (RFC
 * 7845, section 4); null for anything else.
 */
export async function oggDuration(path: string): Promise<number | null> {
  const file = Bun.file(path);
  const head = Buffer.from(await file.slice(0, 64).arrayBuffer());
  const opus = head.indexOf("OpusHead");
  if (!head.subarray(0, 4).equals(PAGE_MARK) || opus === -1 || opus + 12 > head.length) return null;
  const preSkip = head.readUInt16LE(opus + 10);
  // A slice from the end of a file on tmpfs is empty (Bun 1.4.5).
  const from = Math.max(0, file.size - MAX_PAGE_BYTES);
  const tail = Buffer.from(await file.slice(from).arrayBuffer());
  const last = tail.lastIndexOf(PAGE_MARK);
  if (last === -1 || last + 14 > tail.length) return null;
  const samples = Number(tail.readBigInt64LE(last + 6)) - preSkip;
  return samples < 0 ? null : Math.round((samples / OPUS_RATE) * 1_000);
}
