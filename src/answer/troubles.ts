import type { StoredAttachment } from "../store/attachments.ts";
import { type Trouble, troubles } from "../text/sentences.ts";

/** What the user reads of each attachment that could not be understood, every sentence once. */
export function troublesOf(attachments: readonly StoredAttachment[]): string[] {
  const refused = attachments.filter(({ state }) => state === "refused");
  return [...new Set(refused.map(({ text }) => troubles[isTrouble(text) ? text : "unknown"]))];
}

function isTrouble(stored: string | null): stored is Trouble {
  return stored !== null && Object.hasOwn(troubles, stored);
}
