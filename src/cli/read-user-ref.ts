import { InvalidArgumentError } from "commander";
import { userAddress } from "../config/kinds.ts";
import type { UserRef } from "../store/user-admin.ts";

/** Describes the argument that names a user. */
export const WHO = "a phone number with country code, a username id, or the number in `users list`";

/** Reads a user from the command line: the list's number, a phone number or a username id. */
export function readUserRef(given: string): UserRef {
  if (/^#?\d{1,9}$/.test(given)) return Number(given.replace("#", ""));
  const address = userAddress.read(given);
  if (address === undefined) {
    throw new InvalidArgumentError(`It must be the list's number, or ${userAddress.expects}.`);
  }
  return address;
}
