import { parsePhoneNumberFromString } from "libphonenumber-js/min";

const SCHEME = "whatsapp:";
const E164 = /^\+[1-9]\d{6,14}$/;
const USERNAME_ID = /^[A-Z]{2}\.[A-Za-z0-9._-]{1,128}$/;
// The library reads digits of every script; an address has ASCII's only.
const WRITTEN_NUMBER = /^\+[\d\s().\-/]{6,30}$/;

/** WhatsApp's addresses, the same for every channel that leads there: a number, or a username id. */
export const whatsappAddresses = { scheme: SCHEME, read, spellingsOf, isNumber, isUsernameId };

function read(written: string): string | null {
  const bare = bareOf(written.trim());
  if (USERNAME_ID.test(bare)) return SCHEME + bare;
  if (!WRITTEN_NUMBER.test(bare)) return null;
  // Mexico gave this 1 up, and the library with it; WhatsApp has not.
  const number = parsePhoneNumberFromString(
    bare.replaceAll(/[^+\d]/g, "").replace(/^\+521(?=\d{10}$)/, "+52"),
  );
  // Without the zeros that are only dialled at home, too little may be left of it.
  return number?.isPossible() === true && E164.test(number.number) ? SCHEME + number.number : null;
}

/** WhatsApp writes some countries' mobile numbers with, or without, a digit that people there do not dial. */
function spellingsOf(address: string): string[] {
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
