import { type AttachmentKind, mediaTypeOf } from "./media-types.ts";
import { type NewFile, type ReplyPart, textPart } from "./reply-part.ts";

/** The captions that a channel shows. */
export interface CaptionRules {
  /** The kinds of files that can have one. */
  readonly captions: readonly AttachmentKind[];
  /** In UTF-16 units. */
  readonly maxCaptionLength: number;
}

/** Splits a caption off as a part of its own where the user's channel would not show it. */
export function splitCaptions(
  parts: readonly ReplyPart[],
  rules: CaptionRules,
): readonly ReplyPart[] {
  return parts.flatMap((part): ReplyPart[] =>
    part.kind !== "media" || part.caption === null || canBeCaption(part.caption, part.file, rules)
      ? [part]
      : [{ ...part, caption: null }, textPart(part.caption)],
  );
}

/** Returns whether a text can be the caption of a file. */
export function canBeCaption(
  text: string,
  { contentType }: Pick<NewFile, "contentType">,
  { captions, maxCaptionLength }: CaptionRules,
): boolean {
  return text.length <= maxCaptionLength && captions.includes(mediaTypeOf(contentType).kind);
}
