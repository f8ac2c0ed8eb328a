/** Four bytes each once decoded; two such pictures at once are 200 MB. */
const MAX_PIXELS = 25_000_000;
/** More than this a model scales down itself. */
const MAX_SIDE = 1_568;
const MAX_PNG_BYTES = 1024 * 1024;
const JPEG_QUALITY = 85;

export type ReadImage =
  | { readonly outcome: "read"; readonly bytes: Uint8Array; readonly contentType: string }
  | { readonly outcome: "too-large" | "unsupported" | "corrupt" };

/**
 * Makes a picture of any size and kind into one that every model takes: upright, at most 1,568
 * pixels a side, one frame, and without what a camera writes beside it, such as the place.
 */
export async function readImage(path: string): Promise<ReadImage> {
  const source = await Bun.file(path).bytes();
  const image = () =>
    new Bun.Image(source, { maxPixels: MAX_PIXELS, autoOrient: true }).resize(MAX_SIDE, MAX_SIDE, {
      fit: "inside",
      withoutEnlargement: true,
    });
  try {
    const { format } = await new Bun.Image(source, { maxPixels: MAX_PIXELS }).metadata();
    // Stickers and screenshots keep their transparency and their edges, as long as that is cheap.
    if (format !== "jpeg") {
      const png = await image().png().bytes();
      if (png.byteLength <= MAX_PNG_BYTES) {
        return { outcome: "read", bytes: png, contentType: "image/png" };
      }
    }
    const jpeg = await image().jpeg({ quality: JPEG_QUALITY }).bytes();
    return { outcome: "read", bytes: jpeg, contentType: "image/jpeg" };
  } catch (error) {
    return { outcome: whyNot(error) };
  }
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
