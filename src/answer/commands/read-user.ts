import { readUserAddress } from "../../core/user-address.ts";
import type { UserKey } from "../../store/users.ts";

/** Reads the user that an owner names, by address or by code; null if the text is neither. */
export function readUser(text: string): UserKey | null {
  // In quotes, at the end of a sentence, or in the style of the message that it was copied from.
  const bare = /[\p{L}\p{N}+(](?:[^]*[\p{L}\p{N}])?/u.exec(text)?.[0] ?? "";
  const address = readUserAddress(bare);
  if (address !== null) return { address };
  const code = bare.replaceAll(/[\s*-]/g, "").toUpperCase();
  return /^[A-Z0-9]{4,12}$/.test(code) ? { code } : null;
}
