import { describePart } from "../../core/describe-part.ts";
import { mediaTypeOf } from "../../core/media-types.ts";
import type { AnswerRecord } from "../answer-record.ts";

/**
 * Returns the text of an answer for later history, with a note of its files: a voice note says the
 * text itself.
 */
export function textOfAnswer({ text, parts, held = [] }: AnswerRecord): string {
  const files = [...parts, ...held].flatMap((part) => {
    if (part.kind !== "media") return [];
    if (mediaTypeOf(part.file.contentType).kind === "audio") return [];
    // The answer itself may be the caption, with other marks.
    const isSaid = lettersOf(text).includes(lettersOf(part.caption ?? ""));
    return [describePart(isSaid ? { ...part, caption: null } : part)];
  });
  return [text, ...files].filter(Boolean).join("\n\n");
}

const lettersOf = (text: string) => text.replaceAll(/[^\p{L}\p{N}]+/gu, "");
