import { paintWhite, STRIP_GAP } from "./paint-white.ts";
import { firstFrame } from "./still-frame.ts";

/** Four bytes each once decoded; two such pictures at once are 200 MB. */
const PIXELS_OF_A_PHOTO = 25_000_000;
/** More than this a model scales down itself. */
const MAX_SIDE = 1_568;
const MAX_PNG_BYTES = 1024 * 1024;
const JPEG_QUALITY = 85;
/** So many times as tall as wide, a picture would be scaled down until nobody can read it. */
const TALL = 3;
const MAX_STRIPS = 8;

export type ReadImage =
  | {
      readonly outcome: "read";
      readonly bytes: Uint8Array;
      readonly contentType: "image/png" | "image/jpeg";
    }
  | { readonly outcome: "too-large" | "unsupported" | "corrupt" };

/** Reads a picture from a file, as `convertImage` does. */
export async function readImage(path: string): Promise<ReadImage> {
  return convertImage(await Bun.file(path).bytes(), PIXELS_OF_A_PHOTO);
}

/**
 * Makes a picture of any size and kind into one that every model takes: upright, on a white ground,
 * at most 1,568 pixels a side, one frame, and without what a camera writes beside it, such as the
 * place. A very tall screenshot is set in strips, from left to right.
 */
export async function convertImage(file: Uint8Array, maxPixels: number): Promise<ReadImage> {
  const source = firstFrame(file) ?? file;
  try {
    const found = await new Bun.Image(source, { maxPixels }).metadata();
    const { strips, width, height } = fit(found);
    const image = new Bun.Image(source, { maxPixels, autoOrient: true }).resize(width, height, {
      fit: "inside",
      withoutEnlargement: true,
    });
    if (found.format === "jpeg" && strips === 1) return await asJpeg(image);
    const painted = await paintWhite(await image.png({ compressionLevel: 0 }).bytes(), strips);
    // Stickers and screenshots keep their edges, as long as that is cheap.
    const png = await new Bun.Image(painted).png().bytes();
    if (png.byteLength > MAX_PNG_BYTES) return await asJpeg(new Bun.Image(painted));
    return { outcome: "read", bytes: png, contentType: "image/png" };
  } catch (error) {
    return { outcome: whyNot(error) };
  }
}

async function asJpeg(image: Bun.Image): Promise<ReadImage> {
  const bytes = await image.jpeg({ quality: JPEG_QUALITY }).bytes();
  return { outcome: "read", bytes, contentType: "image/jpeg" };
}

/** In how many strips a picture is largest, and the box into which it is scaled before. */
function fit({ width, height }: { readonly width: number; readonly height: number }) {
  const whole = { strips: 1, width: MAX_SIDE, height: MAX_SIDE };
  if (height < TALL * width || height <= MAX_SIDE) return whole;
  let best = { ...whole, scale: MAX_SIDE / height };
  for (let strips = 2; strips <= MAX_STRIPS; strips += 1) {
    const inside = { width: Math.floor(MAX_SIDE / strips) - STRIP_GAP, height: MAX_SIDE * strips };
    const scale = Math.min(1, inside.width / width, inside.height / height);
    if (scale > best.scale) best = { strips, ...inside, scale };
  }
  return best;
}

function whyNot(error: unknown): Exclude<ReadImage["outcome"], "read"> {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : null;
  switch (code) {
    case "ERR_IMAGE_TOO_MANY_PIXELS":
      return "too-large";
    case "ERR_IMAGE_FORMAT_UNSUPPORTED":
    case "ERR_IMAGE_UNKNOWN_FORMAT":
      return "unsupported";
    case "ERR_IMAGE_DECODE_FAILED":
      return "corrupt";
    default:
      throw error;
  }
}
