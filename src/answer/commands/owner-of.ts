import { addressesOf, spellingsOf } from "../../core/user-address.ts";
import type { Turn } from "../../store/turn.ts";

/** Returns the owner who sent a command for owners, as ADMIN_USERS and the record of changes name them. */
export function ownerOf({ user }: Turn, admins: readonly string[]): string {
  const spellings = new Set(addressesOf(user.identity).flatMap(spellingsOf));
  const owner = admins.find((address) => spellings.has(address));
  if (owner === undefined) throw new Error("the command was run by a user who is no owner");
  return owner;
}
