import type { StoredAttachment } from "../../store/attachments.ts";
import type { Sentences } from "../../text/sentences.ts";

/**
 * Returns the explanations for the attachments that were refused, each sentence once. That a day
 * allows no more is explained once a day, because a refusal costs money too.
 */
export function attachmentProblemsOf(
  attachments: readonly StoredAttachment[],
  { attachmentProblems }: Sentences,
): string[] {
  const explanations = attachments.flatMap((one) =>
    one.state === "refused" && one.problem !== "tooManyAgain"
      ? [attachmentProblems[one.problem]]
      : [],
  );
  return [...new Set(explanations)];
}
