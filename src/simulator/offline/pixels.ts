import { deflateSync, inflateSync } from "node:zlib";

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture as red, green and blue bytes, by rows. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

const CHANNELS = 3;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Creates a picture whose colour is that of a function; `x` and `y` are from 0 to 1. */
export function paintPixels(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): Pixels {
  const bytes = new Uint8Array(width * height * CHANNELS);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += CHANNELS) {
      bytes.set(colourAt((x + 0.5) / width, (y + 0.5) / height), at);
    }
  }
  return { width, height, bytes };
}

/** Returns a picture with each of its colours replaced. */
export function repaint(
  { width, height, bytes }: Pixels,
  change: (colour: Colour, x: number, y: number) => Colour,
): Pixels {
  return paintPixels(width, height, (x, y) => {
    const at = (Math.floor(y * height) * width + Math.floor(x * width)) * CHANNELS;
    return change([bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0], x, y);
  });
}

/** Returns a colour between two others: the first at 0, the second at 1. */
export function mix(one: Colour, other: Colour, share: number): Colour {
  const between = (index: 0 | 1 | 2) => Math.round(one[index] * (1 - share) + other[index] * share);
  return [between(0), between(1), between(2)];
}

/** Reads a picture of any format, scaled to fit into `maxSide` pixels a side. */
export async function readPixels(file: Uint8Array, maxSide: number): Promise<Pixels> {
  const box = { fit: "inside", withoutEnlargement: true } as const;
  // Without compression the rows of a PNG are unfiltered: red, green, blue and alpha.
  const image = new Bun.Image(file).resize(maxSide, maxSide, box).png({ compressionLevel: 0 });
  const png = await image.buffer();
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const packed: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") {
      packed.push(png.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  const rows = inflateSync(Buffer.concat(packed));
  return paintPixels(width, height, (x, y) => {
    const at = Math.floor(y * height) * (width * 4 + 1) + 1 + Math.floor(x * width) * 4;
    return [rows[at] ?? 0, rows[at + 1] ?? 0, rows[at + 2] ?? 0];
  });
}

/** Returns a picture as a PNG file. */
export function writePng({ width, height, bytes }: Pixels): Buffer {
  const row = width * CHANNELS;
  const rows = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y += 1) {
    rows.set(bytes.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits of each of three colours.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const body = Buffer.concat([Buffer.from(name), content]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(Bun.hash.crc32(body));
  return Buffer.concat([length, body, sum]);
}
