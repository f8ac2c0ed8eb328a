import type { ContentPart, ModelCapabilities } from "../../core/ports.ts";
import type { Media } from "../../media/media.ts";
import type { StoredAttachment, Understanding } from "../../store/attachments.ts";
import { contentTypeOf, type FoundFile, refused, understood } from "./understanding.ts";

/** Makes a picture ready for a model, or says why that cannot be. */
export async function understandImage(
  file: FoundFile,
  {
    media,
    capabilities,
  }: {
    readonly media: Pick<Media, "readImage">;
    readonly capabilities: ModelCapabilities;
  },
): Promise<Understanding> {
  const refuse = (why: Parameters<typeof refused>[2]) => refused("image", contentTypeOf(file), why);
  if (!capabilities.vision) return refuse("pictureUnseen");
  const image = await media.readImage(file.path);
  switch (image.outcome) {
    case "read":
      return understood("image", image.contentType, { bytes: image.bytes });
    case "too-large":
      return refuse("pictureTooLarge");
    case "unsupported":
      return refuse("pictureUnsupported");
    case "corrupt":
      return refuse("pictureCorrupt");
  }
}

/** A picture as a model is shown it; nothing once its bytes are no longer kept. */
export function showImage({ bytes, contentType }: StoredAttachment): ContentPart[] {
  return bytes === null ? [] : [{ kind: "image", bytes, contentType }];
}
