import type { NewFile, OutgoingFile } from "../src/core/reply-part.ts";

/** The smallest PNG there is, and not of one's own: `seed` makes another of the same size. */
export function aPicture(seed = 0): NewFile {
  const bytes = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, seed]);
  return { contentType: "image/png", name: "picture.png", bytes };
}

/** A part that sends a picture. */
export const pictured = (caption: string | null = null, seed = 0) =>
  ({ kind: "media", file: aPicture(seed), caption }) as const;

/** A stored file with this token. */
export const aFile = (token: string): OutgoingFile => ({
  contentType: "image/png",
  name: "picture.png",
  size: 9,
  sha256: "0".repeat(64),
  token,
  fetchedAt: null,
});
