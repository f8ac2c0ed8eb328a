import type { StoredAttachment } from "../store/attachments.ts";
import type { Sentences, Trouble } from "../text/sentences.ts";

/** What the user reads of each attachment that could not be understood, every sentence once. */
export function troublesOf(
  attachments: readonly StoredAttachment[],
  { troubles }: Sentences,
): string[] {
  const refused = attachments.filter(({ state }) => state === "refused");
  return [
    ...new Set(refused.map(({ text }) => troubles[isTrouble(text, troubles) ? text : "unknown"])),
  ];
}

function isTrouble(stored: string | null, troubles: Sentences["troubles"]): stored is Trouble {
  return stored !== null && Object.hasOwn(troubles, stored);
}
