import type { DocumentPicture } from "./document-text.ts";
import type { ShownSize } from "./shown-size.ts";

/** The number of pictures that are examined; any others are only mentioned. */
const MAX_KNOWN = 200;
/** Enough to find the number of pixels of a picture. */
const HEADER_BYTES = 65_536;
const MAX_BYTES = 8 * 1024 * 1024;
/** The bytes that may be read in total, of pictures whose beginning does not state their size. */
const MAX_LOOKED_AT_BYTES = 32 * 1024 * 1024;
/**
 * A phone's photo; once decoded four bytes per pixel, beside the document in the child's memory.
 */
const MAX_PIXELS = 13_000_000;
/** In points (1/72 inch): smaller pictures are bullets, icons and rules. */
const MIN_SIDE = 28;
const MIN_AREA = 2_500;
/** Points per pixel, if the shown size is unknown. */
const POINTS_PER_PIXEL = 0.75;
const MIN_PIXELS_A_SIDE = 32;
const MAX_STRETCH = 12;
/** A picture that occurs this often is a logo. */
const LOGO_TIMES = 3;

/** Returns a picture's first bytes, at least `maxBytes` if there are so many. */
type Load = (maxBytes: number) => Promise<Uint8Array>;

interface Known {
  readonly load: Load;
  readonly width: number;
  readonly height: number;
  number: number | null;
  area: number;
  times: number;
}

/** The pictures inside a document: the text in their place, and those that a model is shown. */
export interface Gallery {
  /** True if pictures are to be shown. */
  readonly isOpen: boolean;
  /**
   * Examines a picture before the text is read, since only its size shows whether it is decoration.
   */
  know(key: string, load: Load): Promise<void>;
  /** Returns the text in a picture's place, such as `[picture 2: a map]`; empty for decoration. */
  mark(key: string | null, description: string, size?: ShownSize | null): string;
  /**
   * Numbers a picture of a known area in points that is loaded and examined only if it is chosen.
   */
  add(area: number, load: Load): string;
  /** Yields the most important pictures, the largest first, each ready for a model. */
  take(isLate: () => boolean): AsyncGenerator<DocumentPicture>;
}

export interface PictureLimits {
  /** With 0, pictures are not numbered. */
  readonly maxShown: number;
  /** Over all pictures that are shown. */
  readonly maxBytes: number;
}

export function createGallery({ maxShown, maxBytes }: PictureLimits): Gallery {
  const known = new Map<string, Known | null>();
  const numbered: Known[] = [];
  let lookedAt = 0;

  /**
   * Returns null if it is not a picture, or has more pixels than are decoded. Nothing is decoded
   * here.
   */
  const measure = async (load: Load): Promise<Known | null> => {
    for (const length of [HEADER_BYTES, MAX_BYTES]) {
      if (lookedAt > MAX_LOOKED_AT_BYTES) return null;
      const bytes = await load(length).catch(() => null);
      // Unreadable data was inflated too.
      lookedAt += bytes?.byteLength ?? length;
      if (bytes === null) return null;
      const size = await sizeOf(bytes);
      if (typeof size === "object") return { load, ...size, number: null, area: 0, times: 0 };
      if (size === "none") return null;
    }
    return null;
  };
  const number = (picture: Known) => {
    if (picture.number === null) numbered.push(picture);
    picture.number ??= numbered.length;
    return picture.number;
  };
  return {
    isOpen: maxShown > 0,
    async know(key, load) {
      if (known.has(key) || known.size >= MAX_KNOWN) return;
      known.set(key, await measure(load));
    },
    mark(key, description, size = null) {
      const picture = key === null ? null : (known.get(key) ?? null);
      const plain = mention("picture", description);
      if (picture === null) return plain;
      picture.times += 1;
      const shown = size ?? scaled(picture);
      // A described picture is mentioned.
      if (isDecoration(picture, shown)) return description === "" ? "" : plain;
      if (picture.times >= LOGO_TIMES) return "";
      if (maxShown === 0) return plain;
      picture.area = Math.max(picture.area, shown.width * shown.height);
      return mention(`picture ${number(picture)}`, description);
    },
    add(area, load) {
      if (maxShown === 0) return "";
      const picture = { load, width: 0, height: 0, number: null, area, times: 1 };
      return mention(`picture ${number(picture)}`, "");
    },
    async *take(isLate) {
      const best = numbered
        .filter(({ times }) => times < LOGO_TIMES)
        .sort((one, other) => other.area - one.area);
      let left = maxBytes;
      for (const picture of best.slice(0, maxShown)) {
        if (isLate()) return;
        const image = await convert(picture.load);
        // Decoded data is large, and outside of the garbage collector's count.
        Bun.gc(true);
        if (image === null || image.bytes.byteLength > left) continue;
        left -= image.bytes.byteLength;
        yield { number: number(picture), ...image };
      }
    },
  };
}

/** Returns the text in place of content that is not text. */
export function mention(what: string, description: string): string {
  return description === "" ? `[${what}]` : `[${what}: ${description}]`;
}

/** Returns a picture's size; `unknown` if more bytes may show it. */
async function sizeOf(bytes: Uint8Array): Promise<ShownSize | "unknown" | "none"> {
  try {
    const { width, height } = await new Bun.Image(bytes, { maxPixels: MAX_PIXELS }).metadata();
    return { width, height };
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    return code === "ERR_IMAGE_DECODE_FAILED" && bytes.byteLength >= HEADER_BYTES
      ? "unknown"
      : "none";
  }
}

async function convert(load: Load): Promise<Pick<DocumentPicture, "bytes" | "contentType"> | null> {
  try {
    const bytes = await load(MAX_BYTES);
    // The picture was cut off there.
    if (bytes.byteLength === MAX_BYTES) return null;
    // Most documents are short and have no pictures: the converter is loaded only if needed.
    const { convertImage } = await import("../read-image.ts");
    const image = await convertImage(bytes, MAX_PIXELS);
    return image.outcome === "read" ? { bytes: image.bytes, contentType: image.contentType } : null;
  } catch {
    // The picture is damaged or too large: the document's text is unaffected.
    return null;
  }
}

function scaled({ width, height }: ShownSize): ShownSize {
  return { width: width * POINTS_PER_PIXEL, height: height * POINTS_PER_PIXEL };
}

function isDecoration(pixels: ShownSize, shown: ShownSize): boolean {
  const sides = [shown.width, shown.height];
  const [least, most] = [Math.min(...sides), Math.max(...sides)];
  const isSmall = least < MIN_SIDE || least * most < MIN_AREA;
  return (
    isSmall ||
    most > MAX_STRETCH * least ||
    Math.min(pixels.width, pixels.height) < MIN_PIXELS_A_SIDE
  );
}
