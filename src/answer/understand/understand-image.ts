import type { AttachmentProblem } from "../../core/attachment-problem.ts";
import type { ModelCapabilities } from "../../core/ports.ts";
import type { Media } from "../../media/media.ts";
import type { Understanding, Understood } from "../../store/attachments.ts";
import {
  type AttachmentContent,
  contentTypeOf,
  type FoundFile,
  NO_CONTENT,
  refused,
} from "./understanding.ts";

const DESCRIBE_PICTURE =
  "(The user sent this picture without a word. Say what it shows and what in it may matter to them.)";

/** Makes a picture ready for a model, or refuses it. */
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
  const refuse = (problem: AttachmentProblem) => refused("image", contentTypeOf(file), problem);
  if (!capabilities.vision) return refuse("pictureUnseen");
  const image = await media.readImage(file.path);
  switch (image.outcome) {
    case "read":
      return {
        state: "understood",
        kind: "image",
        contentType: image.contentType,
        bytes: image.bytes,
      };
    case "too-large":
      return refuse("pictureTooLarge");
    case "unsupported":
      return refuse("pictureUnsupported");
    case "corrupt":
      return refuse("pictureCorrupt");
  }
}

/** Returns a picture as a model is shown it. */
export function contentOfImage({ bytes, contentType }: Understood<"image">): AttachmentContent {
  const picture = { kind: "image", bytes, contentType } as const;
  return { ...NO_CONTENT, picture, defaultTask: DESCRIBE_PICTURE };
}
