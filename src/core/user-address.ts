import type { Identity } from "./message.ts";
import { whatsappAddresses } from "./whatsapp-address.ts";

/** What is known of the addresses of one scheme; to everything else they are a scheme and the rest. */
interface AddressRules {
  /** With its colon. */
  readonly scheme: string;
  /** The address that is written here, with or without its scheme; null when it can be none. */
  read(written: string): string | null;
  /** The same address and every other one that may be shown for that user. */
  spellingsOf(address: string): string[];
}

const RULES: readonly AddressRules[] = [whatsappAddresses];

/**
 * The address of the person whom somebody wrote down, in any usual spelling, with or without scheme.
 * Null when it can be none.
 */
export function readUserAddress(written: string): string | null {
  for (const rules of RULES) {
    const address = rules.read(written);
    if (address !== null) return address;
  }
  return null;
}

/** The same address and every other one that its messenger may show for that person. */
export function spellingsOf(address: string): string[] {
  const rules = RULES.find(({ scheme }) => address.startsWith(scheme));
  return rules?.spellingsOf(address) ?? [address];
}

/** Returns the one address that stands for every spelling of a user's: to compare, not to write to. */
export function canonicalAddress(address: string): string {
  return spellingsOf(address).toSorted()[0] ?? address;
}

/** An address as people write it: without its scheme. */
export function bareAddress(address: string): string {
  return address.slice(address.indexOf(":") + 1);
}

/** The addresses of a person, the number first. */
export function addressesOf({ phoneNumber, externalUserId }: Identity): string[] {
  return [phoneNumber, externalUserId].filter((address) => address !== null);
}

/** Whether a list of addresses means this person, in whatever spelling their messenger shows them. */
export function isListed(identity: Identity, listed: readonly string[]): boolean {
  const known = new Set(addressesOf(identity).flatMap(spellingsOf));
  return listed.some((address) => known.has(address));
}

/** The identity that an address stands for. */
export function identityOf(address: string): Identity {
  const isNumber = bareAddress(address).startsWith("+");
  return { phoneNumber: isNumber ? address : null, externalUserId: isNumber ? null : address };
}
