import type { StoredAttachment } from "../../store/attachments.ts";
import type { Sentences, Trouble } from "../../text/sentences.ts";

/**
 * What the user reads of each attachment that could not be understood, every sentence once; that a
 * day allows no more is said once a day, because also a refusal costs money.
 */
export function attachmentProblemsOf(
  attachments: readonly StoredAttachment[],
  { troubles }: Sentences,
): string[] {
  const refused = attachments.filter(
    ({ state, text }) => state === "refused" && text !== "tooManyAgain",
  );
  return [
    ...new Set(refused.map(({ text }) => troubles[isTrouble(text, troubles) ? text : "unknown"])),
  ];
}

function isTrouble(stored: string | null, troubles: Sentences["troubles"]): stored is Trouble {
  return stored !== null && Object.hasOwn(troubles, stored);
}
