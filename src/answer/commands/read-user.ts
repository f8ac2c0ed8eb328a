import { readUserAddress } from "../../core/user-address.ts";
import type { UserKey } from "../../store/users.ts";

/** Reads the user that an owner names, by address or by code; null if the text is neither. */
export function readUser(text: string): UserKey | null {
  const address = readUserAddress(text);
  if (address !== null) return { address };
  const code = text.replaceAll(/[\s*-]/g, "").toUpperCase();
  return /^[A-Z0-9]{4,12}$/.test(code) ? { code } : null;
}
