import { factsOf, mediaTypeOf } from "../core/media-types.ts";

export interface FileType {
  /** Without a dot, such as `jpg`. */
  readonly extension: string;
  readonly contentType: string;
}

/** Enough for every signature; archives are not searched, since they may be bombs. */
const SAMPLE_BYTES = 4_100;
/**
 * Control characters that no text contains, and that every picture and recording has near its
 * beginning.
 */
// oxlint-disable-next-line no-control-regex
const BINARY = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/;
/** A signature that no word begins with. */
const WHOLE_SIGNATURE = /^GIF8[79]a/;

/** Detects a TIFF whose directory is at its end, as most programs write it, beyond the sample. */
function tiffIn(sample: Uint8Array): { readonly ext: string; readonly mime: string } | undefined {
  const isTiff = /^(?:II\*\0|MM\0\*)/.test(Buffer.from(sample.subarray(0, 4)).toString("latin1"));
  return isTiff ? { ext: "tif", mime: "image/tiff" } : undefined;
}

/**
 * Returns a file's type by its first bytes; null for text, which has no signature, and for an
 * unknown type.
 */
export async function findFileType(path: string): Promise<FileType | null> {
  const sample = await Bun.file(path).slice(0, SAMPLE_BYTES).bytes();
  // Loaded with the first attachment: it includes readers of archives, which slow the start.
  const { fileTypeFromBuffer } = await import("file-type");
  const found = (await fileTypeFromBuffer(sample)) ?? tiffIn(sample);
  if (found === undefined) return null;
  const contentType = found.mime.split(";")[0] ?? found.mime;
  // Some signatures are words: a text may begin with BM, GIF, ID3, FORM or MAC.
  const text = new TextDecoder("latin1").decode(sample);
  const { mayBeText } = factsOf(mediaTypeOf(contentType).kind);
  const isNote = !mayBeText && !BINARY.test(text) && !WHOLE_SIGNATURE.test(text);
  return isNote ? null : { extension: found.ext, contentType };
}
