/** Brotli is sent unasked too, from stores that keep files packed. */
const FORMATS: ReadonlyMap<string, Bun.CompressionFormat> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "brotli"],
]);
/** Some servers send a name that is no encoding, such as `utf-8` or `none`; browsers ignore it. */
const UNREADABLE: ReadonlySet<string> = new Set(["compress", "x-compress", "zstd"]);

/**
 * Returns the body of a response that was fetched with `decompress: false` as its reader asks for it,
 * so that decoded bytes can be counted; null if it is in an encoding that cannot be read.
 */
export function decodeBody(
  body: NonNullable<Response["body"]>,
  encoding: string | null,
): ReadableStream<Uint8Array> | null {
  const names = (encoding ?? "").toLowerCase().split(",");
  // Each takes work and memory.
  if (names.length > 2) return null;
  let decoded = body;
  for (const written of names.toReversed()) {
    const name = written.trim();
    const format = FORMATS.get(name);
    if (UNREADABLE.has(name)) return null;
    if (format !== undefined) decoded = decoded.pipeThrough(new DecompressionStream(format));
  }
  return decoded;
}
