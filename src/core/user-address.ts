import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { Identity } from "./message.ts";

const SCHEME = "whatsapp:";
const E164 = /^\+[1-9]\d{6,14}$/;
const USERNAME_ID = /^[A-Z]{2}\.[A-Za-z0-9._-]{1,128}$/;
// The library reads digits of every script; an address has ASCII's only.
const WRITTEN_NUMBER = /^\+[\d\s().\-/]{6,30}$/;

/**
 * The address of the person whom somebody wrote down: a number with its country code in any usual
 * spelling, or a username id, with or without scheme. Null when it can be neither.
 */
export function readUserAddress(written: string): string | null {
  const bare = bareAddress(written.trim());
  if (USERNAME_ID.test(bare)) return SCHEME + bare;
  if (!WRITTEN_NUMBER.test(bare)) return null;
  // Mexico gave this 1 up, and the library with it; WhatsApp has not.
  const number = parsePhoneNumberFromString(
    bare.replaceAll(/[^+\d]/g, "").replace(/^\+521(?=\d{10}$)/, "+52"),
  );
  // Without the zeros that are only dialled at home, too little may be left of it.
  return number?.isPossible() === true && E164.test(number.number) ? SCHEME + number.number : null;
}

/**
 * The same address and every other one that WhatsApp may show for that person: it writes some
 * countries' mobile numbers with, or without, a digit that people there do not dial.
 */
export function spellingsOf(address: string): string[] {
  const others: [pattern: RegExp, replacement: string][] = [
    [/:\+521?(\d{10})$/, ":+521$1"],
    [/:\+521?(\d{10})$/, ":+52$1"],
    [/:\+549?(\d{10})$/, ":+549$1"],
    [/:\+549?(\d{10})$/, ":+54$1"],
    [/:\+55(\d\d)9?([6-9]\d{7})$/, ":+55$19$2"],
    [/:\+55(\d\d)9?([6-9]\d{7})$/, ":+55$1$2"],
  ];
  return [...new Set([address, ...others.map(([pattern, to]) => address.replace(pattern, to))])];
}

/** Returns the one address that stands for every spelling of a user's: to compare, not to write to. */
export function canonicalAddress(address: string): string {
  return spellingsOf(address).toSorted()[0] ?? address;
}

/** An address as people write it: without its scheme. */
export function bareAddress(address: string): string {
  return address.startsWith(SCHEME) ? address.slice(SCHEME.length) : address;
}

/** The addresses of a person, the number first. */
export function addressesOf({ phoneNumber, externalUserId }: Identity): string[] {
  return [phoneNumber, externalUserId].filter((address) => address !== null);
}

/** Whether a list of addresses means this person, in whatever spelling WhatsApp shows them. */
export function isListed(identity: Identity, listed: readonly string[]): boolean {
  const known = new Set(addressesOf(identity).flatMap(spellingsOf));
  return listed.some((address) => known.has(address));
}

/** The identity that an address stands for. */
export function identityOf(address: string): Identity {
  const isNumber = bareAddress(address).startsWith("+");
  return { phoneNumber: isNumber ? address : null, externalUserId: isNumber ? null : address };
}
