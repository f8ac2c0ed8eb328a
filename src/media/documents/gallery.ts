import type { DocumentPicture } from "./document-text.ts";
import type { ShownSize } from "./shown-size.ts";

/** Pictures that are looked at; a document's others are only mentioned. */
const MAX_KNOWN = 200;
/** Enough to tell how many pixels a picture has. */
const HEADER_BYTES = 65_536;
const MAX_BYTES = 8 * 1024 * 1024;
/** What looking at all of them may read, of the pictures whose beginning does not tell their size. */
const MAX_LOOKED_AT_BYTES = 32 * 1024 * 1024;
/** A telephone's photo; once decoded four bytes each, beside the document that the child holds. */
const MAX_PIXELS = 13_000_000;
/** In points, of which an inch has 72: smaller pictures are bullets, icons and rules. */
const MIN_SIDE = 28;
const MIN_AREA = 2_500;
/** The same of pixels, where nothing says how large a picture is shown. */
const POINTS_PER_PIXEL = 0.75;
const MIN_PIXELS_A_SIDE = 32;
const MAX_STRETCH = 12;
/** A picture that stands in so many places is a logo. */
const LOGO_TIMES = 3;

/** Returns a picture's first bytes, `maxBytes` at least where it has so many. */
type Load = (maxBytes: number) => Promise<Uint8Array>;

interface Known {
  readonly load: Load;
  readonly width: number;
  readonly height: number;
  number: number | null;
  area: number;
  times: number;
}

/** The pictures inside a document: what stands in their place in its text, and which a model is shown. */
export interface Gallery {
  /** Whether any picture is to be shown. */
  readonly isOpen: boolean;
  /** Looks at a picture before the text is read, since only its size tells whether it is decoration. */
  know(key: string, load: Load): Promise<void>;
  /** What stands in the text in a picture's place, such as `[picture 2: a map]`; empty for decoration. */
  mark(key: string | null, description: string, size?: ShownSize | null): string;
  /** Numbers a picture that is loaded and judged only if it is chosen, of a known area in points. */
  add(area: number, load: Load): string;
  /** The pictures that matter most, the largest first, each ready for a model. */
  take(isLate: () => boolean): AsyncGenerator<DocumentPicture>;
}

export interface PictureLimits {
  /** Of none, pictures are not even numbered. */
  readonly maxShown: number;
  /** Over all pictures that are shown. */
  readonly maxBytes: number;
}

export function createGallery({ maxShown, maxBytes }: PictureLimits): Gallery {
  const known = new Map<string, Known | null>();
  const numbered: Known[] = [];
  let lookedAt = 0;

  /** Null for what is no picture, or has more pixels than are decoded. Nothing is decoded here. */
  const measure = async (load: Load): Promise<Known | null> => {
    for (const length of [HEADER_BYTES, MAX_BYTES]) {
      if (lookedAt > MAX_LOOKED_AT_BYTES) return null;
      const bytes = await load(length).catch(() => null);
      // What could not be read was inflated nevertheless.
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
      // What was given words is worth a word.
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
        // What was decoded is large, and outside of what the collector of garbage counts.
        Bun.gc(true);
        if (image === null || image.bytes.byteLength > left) continue;
        left -= image.bytes.byteLength;
        yield { number: number(picture), ...image };
      }
    },
  };
}

/** What stands in the place of something that is no text. */
export function mention(what: string, description: string): string {
  return description === "" ? `[${what}]` : `[${what}: ${description}]`;
}

/** A picture's size; `unknown` when more of it may tell. */
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
    // It was cut off there.
    if (bytes.byteLength === MAX_BYTES) return null;
    // Most documents are short and show nothing: what they do not need is not loaded.
    const { convertImage } = await import("../read-image.ts");
    const image = await convertImage(bytes, MAX_PIXELS);
    return image.outcome === "read" ? { bytes: image.bytes, contentType: image.contentType } : null;
  } catch {
    // Damaged, or swollen: the document's text stays what it is.
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
