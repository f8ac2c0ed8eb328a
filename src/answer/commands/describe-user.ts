import type { Identity } from "../../core/message.ts";
import { addressesOf, bareAddress } from "../../core/user-address.ts";

const MAX_NAME_LENGTH = 40;

/** Describes a user to an owner: the address first, since any user can choose any name. */
export function describeUser({
  identity,
  name,
}: {
  readonly identity: Identity;
  readonly name: string | null;
}): string {
  const address = bareAddress(addressesOf(identity)[0] ?? "");
  const called = Array.from((name ?? "").replaceAll(/[\s\p{C}*_~`]+/gu, " ").trim());
  return called.length === 0
    ? address
    : `${address} (${called.slice(0, MAX_NAME_LENGTH).join("")})`;
}
