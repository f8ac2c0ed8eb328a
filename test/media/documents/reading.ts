import { type DocumentText, Unreadable } from "../../../src/media/documents/document-text.ts";
import { createGallery } from "../../../src/media/documents/gallery.ts";
import { readBytes } from "../../../src/media/documents/read-bytes.ts";

const LIMITS = {
  maxPages: 200,
  maxTextLength: 2_000_000,
  maxInflatedBytes: 4_000_000,
  lastPageAtMs: Infinity,
  isOfWeb: false,
};

export const read = (
  bytes: Uint8Array | string,
  limits: Partial<typeof LIMITS> = {},
  named: Parameters<typeof readBytes>[1] = "txt",
  gallery = createGallery({ maxShown: 0, maxBytes: 0 }),
): Promise<DocumentText> =>
  readBytes(
    typeof bytes === "string" ? Buffer.from(bytes) : bytes,
    named,
    { ...LIMITS, ...limits },
    gallery,
  );

export const pagesOf = async (bytes: Uint8Array | string, limits?: Partial<typeof LIMITS>) => {
  const document = await read(bytes, limits);
  return document.kind === "text" ? document.pages.map(({ text }) => text) : document;
};

/** Returns the reason why a document was refused; its kind if it was not. */
export const refusal = (bytes: Uint8Array | string, limits?: Partial<typeof LIMITS>) =>
  read(bytes, limits).then(
    (document) => document.kind,
    (error: unknown) => (error instanceof Unreadable ? error.why : error),
  );
