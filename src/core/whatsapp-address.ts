import { parsePhoneNumberFromString } from "libphonenumber-js/min";

const SCHEME = "whatsapp:";
const E164 = /^\+[1-9]\d{6,14}$/;
const USERNAME_ID = /^[A-Z]{2}\.[A-Za-z0-9._-]{1,128}$/;
/** Mexico, Argentina and Brazil. */
const MAY_BE_SPELT_TWICE = /:\+5[245]/;
// The library accepts the digits of every script; an address has ASCII digits only.
const WRITTEN_NUMBER = /^\(?\+[\d\s().\-/]{6,30}$/;
/** The international prefix as most countries dial it, and what links to a number begin with. */
const DIALLED = /^(?:00|tel:\+?|(?:https?:\/\/)?wa\.me\/\+?)(?=[1-9])/i;

/**
 * The rules for WhatsApp addresses, the same for every channel to WhatsApp: a number, or a username
 * id.
 */
export const whatsappAddresses = { scheme: SCHEME, read, spellingsOf, isNumber, isUsernameId };

function read(written: string): string | null {
  // Phones copy numbers with invisible marks of direction.
  const plain = written.replaceAll(/\p{Cf}/gu, "").trim();
  const bare = bareOf(plain).replace(DIALLED, "+");
  if (USERNAME_ID.test(bare)) return SCHEME + bare;
  if (!WRITTEN_NUMBER.test(bare)) return null;
  // Mexico has dropped this 1, and so has the library; WhatsApp has not.
  const number = parsePhoneNumberFromString(
    bare.replaceAll(/[^+\d]/g, "").replace(/^\+521(?=\d{10}$)/, "+52"),
  );
  // Without the zeros that are only dialled at home, the number may be too short.
  return number?.isPossible() === true && E164.test(number.number) ? SCHEME + number.number : null;
}

/** Returns the country of a number with its plus, such as `DE`; null if it is not told. */
export function countryOfNumber(number: string): string | null {
  return parsePhoneNumberFromString(number)?.country ?? null;
}

/**
 * WhatsApp shows some countries' mobile numbers with or without a digit that is not dialled
 * locally.
 */
function spellingsOf(address: string): string[] {
  // Every message asks several times, and nearly all come from elsewhere.
  if (!MAY_BE_SPELT_TWICE.test(address)) return [address];
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

function isNumber(address: string): boolean {
  return address.startsWith(SCHEME) && E164.test(bareOf(address));
}

function isUsernameId(address: string): boolean {
  return address.startsWith(SCHEME) && USERNAME_ID.test(bareOf(address));
}

function bareOf(address: string): string {
  return address.startsWith(SCHEME) ? address.slice(SCHEME.length) : address;
}
