import { inflateSync } from "node:zlib";

const COLOURS: readonly (readonly [name: string, red: number, green: number, blue: number])[] = [
  ["black", 0, 0, 0],
  ["grey", 128, 128, 128],
  ["white", 255, 255, 255],
  ["red", 210, 40, 40],
  ["orange", 240, 140, 30],
  ["yellow", 240, 220, 60],
  ["green", 50, 160, 70],
  ["turquoise", 50, 180, 180],
  ["blue", 50, 90, 210],
  ["purple", 130, 60, 170],
  ["pink", 240, 150, 180],
  ["brown", 120, 80, 50],
];

/** A picture's size and main colour, such as `640 × 480 pixels, mostly blue`: what can be said without a model. */
export async function describePicture(bytes: Uint8Array): Promise<string> {
  const { width, height } = await new Bun.Image(bytes).metadata();
  const [red, green, blue] = await meanColour(bytes);
  const distance = (colour: (typeof COLOURS)[number]) =>
    (colour[1] - red) ** 2 + (colour[2] - green) ** 2 + (colour[3] - blue) ** 2;
  const [nearest] = COLOURS.toSorted((one, other) => distance(one) - distance(other));
  return `${width} × ${height} pixels, mostly ${nearest?.[0]}`;
}

/** Scaled down to one pixel, whose PNG is short enough to be read by hand. */
async function meanColour(bytes: Uint8Array): Promise<[red: number, green: number, blue: number]> {
  const png = await new Bun.Image(bytes).resize(1, 1, { filter: "box" }).png().buffer();
  const start = png.indexOf("IDAT") + 4;
  const length = png.readUInt32BE(start - 8);
  // One row: the filter's number, then the pixel.
  const row = inflateSync(png.subarray(start, start + length));
  return [row[1] ?? 0, row[2] ?? 0, row[3] ?? 0];
}
