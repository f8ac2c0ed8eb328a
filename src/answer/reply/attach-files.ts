import { type CaptionRules, canBeCaption } from "../../core/captions.ts";
import { type ReplyPart, withoutButtons } from "../../core/reply-part.ts";
import type { AnswerRecord } from "../../store/answer-record.ts";
import type { ToolEffect } from "../../store/tool-effects.ts";

/**
 * Adds the files that tools have made to a reply. A reply of one text is the caption of the first, so
 * that one message is billed instead of two; longer ones come before the files.
 */
export function attachFiles(
  record: AnswerRecord,
  effects: readonly ToolEffect[],
  rules: CaptionRules,
): AnswerRecord {
  const files = effects.flatMap((effect): Extract<ReplyPart, { readonly kind: "media" }>[] => {
    if (effect.kind !== "send-file") return [];
    const { contentType, name, base64 } = effect;
    const file = { contentType, name, bytes: Buffer.from(base64, "base64") };
    return [{ kind: "media", file, caption: null }];
  });
  const [first, ...others] = files;
  if (first === undefined) return record;
  const [only, ...rest] = record.parts;
  const isAlone = rest.length + (record.held?.length ?? 0) === 0;
  // A caption has no buttons, and two messages cost more than they are worth.
  const words = only && withoutButtons(only);
  if (words?.kind === "text" && isAlone && canBeCaption(words.text, first.file, rules)) {
    return { ...record, parts: [{ ...first, caption: words.text }, ...others] };
  }
  return { ...record, parts: [...record.parts, ...files] };
}
