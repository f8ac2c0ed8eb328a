import type { NewFile } from "../core/reply-part.ts";
import { convertImage } from "./read-image.ts";

/** More than any model of pictures makes. */
const MAX_PIXELS = 50_000_000;
/** Messengers refuse larger ones. */
const MAX_SIDE = 4_096;
const FORMATS = new Map([
  ["png", { contentType: "image/png", name: "picture.png" }],
  ["jpeg", { contentType: "image/jpeg", name: "picture.jpg" }],
]);

/**
 * Returns a picture as a file that messengers deliver: PNG or JPEG of at most `maxBytes`. One that is
 * neither, or larger, is converted; null if it cannot be read.
 */
export async function fitPicture(file: Uint8Array, maxBytes: number): Promise<NewFile | null> {
  try {
    const image = new Bun.Image(file, { maxPixels: MAX_PIXELS });
    const { format, width, height } = await image.metadata();
    const kind = FORMATS.get(format);
    if (kind !== undefined && file.byteLength <= maxBytes && Math.max(width, height) <= MAX_SIDE) {
      // Its header alone proves nothing.
      await image.resize(8, 8).png().bytes();
      return { ...kind, bytes: file };
    }
  } catch {
    // Converted below, if that can be done.
  }
  const converted = await convertImage(file, MAX_PIXELS);
  if (converted.outcome !== "read" || converted.bytes.byteLength > maxBytes) return null;
  const name = converted.contentType === "image/png" ? "picture.png" : "picture.jpg";
  return { contentType: converted.contentType, name, bytes: converted.bytes };
}
