import type { Gallery } from "./gallery.ts";
import type { Relationships } from "./relationships.ts";
import { type Archive, readPart } from "./zip.ts";

/** Looks at the pictures that a part of an office file points to, each by its part's name. */
export async function knowPictures(
  gallery: Gallery,
  archive: Archive,
  { all }: Relationships,
): Promise<void> {
  for (const { type, target, isExternal } of all) {
    if (type !== "image" || isExternal || !archive.has(target)) continue;
    await gallery.know(target, (maxBytes) => readPart(archive, target, maxBytes));
  }
}
