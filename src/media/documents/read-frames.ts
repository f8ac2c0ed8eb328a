const MAX_HEADER_BYTES = 16;

export interface FrameLimits {
  /** Of the first frame. */
  readonly maxOutputBytes: number;
  /** Of all others together, and how many there may be. */
  readonly pictures: { readonly maxShown: number; readonly maxBytes: number };
}

export interface Frames {
  /** Those that came whole. */
  readonly frames: readonly Buffer[];
  /** `whole`: up to an empty one; `cut`: up to one that is too large; `broken`: up to the stream's end. */
  readonly end: "whole" | "cut" | "broken";
}

/** Reads frames, each its length, a line feed and so many bytes; never holds more than the limits. */
export async function readFrames(
  stream: ReadableStream<Uint8Array>,
  { maxOutputBytes, pictures }: FrameLimits,
): Promise<Frames> {
  const frames: Buffer[] = [];
  let chunks: Uint8Array[] = [];
  let held = 0;
  let left = maxOutputBytes;
  let header: Header | null = null;
  for await (const chunk of stream) {
    chunks.push(chunk);
    held += chunk.byteLength;
    for (;;) {
      header ??= findHeader(chunks);
      if (header === null) {
        if (held >= MAX_HEADER_BYTES) return { frames, end: "cut" };
        break;
      }
      if (header.length > left) return { frames, end: "cut" };
      const end: number = header.end + header.length;
      if (held < end) break;
      if (header.length === 0) return { frames, end: "whole" };
      const bytes = Buffer.concat(chunks);
      frames.push(bytes.subarray(header.end, end));
      left = frames.length === 1 ? pictures.maxBytes : left - header.length;
      if (frames.length > pictures.maxShown) left = 0;
      [chunks, held, header] = [[bytes.subarray(end)], bytes.length - end, null];
    }
  }
  return { frames, end: "broken" };
}

interface Header {
  /** Where the frame's bytes begin, and how many there are. */
  readonly end: number;
  readonly length: number;
}

function findHeader(chunks: readonly Uint8Array[]): Header | null {
  const start = Buffer.concat(chunks).toString("latin1", 0, MAX_HEADER_BYTES);
  const found = /^(\d{1,9})\n/.exec(start);
  return found === null ? null : { end: found[0].length, length: Number(found[1]) };
}
