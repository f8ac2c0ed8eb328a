import { inflateSync } from "node:zlib";

const COLOUR_NAMES = [
  "black",
  "grey",
  "white",
  "red",
  "orange",
  "yellow",
  "green",
  "turquoise",
  "blue",
  "purple",
  "pink",
  "brown",
] as const;

export type Colour = (typeof COLOUR_NAMES)[number];

const COLOURS: Readonly<Record<Colour, readonly [red: number, green: number, blue: number]>> = {
  black: [0, 0, 0],
  grey: [128, 128, 128],
  white: [255, 255, 255],
  red: [210, 40, 40],
  orange: [240, 140, 30],
  yellow: [240, 220, 60],
  green: [50, 160, 70],
  turquoise: [50, 180, 180],
  blue: [50, 90, 210],
  purple: [130, 60, 170],
  pink: [240, 150, 180],
  brown: [120, 80, 50],
};

/** Describes a picture without a model: its size, `640 × 480`, and its main colour. */
export async function describePicture(
  bytes: Uint8Array,
): Promise<{ readonly size: string; readonly colour: Colour }> {
  const { width, height } = await new Bun.Image(bytes).metadata();
  const mean = await meanColour(bytes);
  const distance = (name: Colour) =>
    COLOURS[name].reduce((sum, value, index) => sum + (value - (mean[index] ?? 0)) ** 2, 0);
  const colour = COLOUR_NAMES.reduce((best, name) =>
    distance(name) < distance(best) ? name : best,
  );
  return { size: `${width} × ${height}`, colour };
}

/**
 * Returns the colour of the picture scaled down to one pixel, whose PNG is short enough to parse
 * here.
 */
async function meanColour(bytes: Uint8Array): Promise<[red: number, green: number, blue: number]> {
  const png = await new Bun.Image(bytes).resize(1, 1, { filter: "box" }).png().buffer();
  const start = png.indexOf("IDAT") + 4;
  const length = png.readUInt32BE(start - 8);
  // One row: the filter's number, then the pixel.
  const row = inflateSync(png.subarray(start, start + length));
  return [row[1] ?? 0, row[2] ?? 0, row[3] ?? 0];
}
