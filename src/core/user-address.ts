import { agentAddresses } from "./agent-address.ts";
import type { Identity } from "./message.ts";
import { whatsappAddresses } from "./whatsapp-address.ts";

/**
 * The rules for the addresses of one scheme; the rest of the program treats an address as a scheme
 * and opaque text.
 */
interface AddressRules {
  /** Including its colon. */
  readonly scheme: string;
  /** Returns the address for a spelling with or without its scheme; null if it is not valid. */
  read(written: string): string | null;
  /** Returns the address and every other spelling that may appear for that user. */
  spellingsOf(address: string): string[];
}

const RULES: readonly AddressRules[] = [whatsappAddresses, agentAddresses];

/**
 * Returns the address of a user in any usual spelling, with or without scheme; null if it is not
 * valid.
 */
export function readUserAddress(written: string): string | null {
  for (const rules of RULES) {
    const address = rules.read(written);
    if (address !== null) return address;
  }
  return null;
}

/** Returns the address and every other spelling that its messenger may use for that user. */
export function spellingsOf(address: string): string[] {
  const rules = RULES.find(({ scheme }) => address.startsWith(scheme));
  return rules?.spellingsOf(address) ?? [address];
}

/** Returns the one address that stands for every spelling of a user's: to compare, not to write to. */
export function canonicalAddress(address: string): string {
  return spellingsOf(address).toSorted()[0] ?? address;
}

/** Returns an address without its scheme. */
export function bareAddress(address: string): string {
  return address.slice(address.indexOf(":") + 1);
}

/** Returns the addresses of a user, the number first. */
export function addressesOf({ phoneNumber, externalUserId }: Identity): string[] {
  return [phoneNumber, externalUserId].filter((address) => address !== null);
}

/**
 * Returns whether a list of addresses includes this user, in any spelling that their messenger
 * uses.
 */
export function isListed(identity: Identity, listed: readonly string[]): boolean {
  const known = new Set(addressesOf(identity).flatMap(spellingsOf));
  return listed.some((address) => known.has(address));
}

/** Returns the identity that an address belongs to. */
export function identityOf(address: string): Identity {
  const isNumber = bareAddress(address).startsWith("+");
  return { phoneNumber: isNumber ? address : null, externalUserId: isNumber ? null : address };
}
