// No vowels, so that a code spells no word, and no characters that are easily confused.
const ALPHABET = "CDFHJKMNPRTWXY3479";
const LENGTH = 6;

/** Returns a random code that is short enough to be read out. */
export function drawCode(): string {
  const limit = 256 - (256 % ALPHABET.length);
  let code = "";
  while (code.length < LENGTH) {
    // A byte that would make some characters likelier than others is drawn again.
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH - code.length))) {
      if (byte < limit) code += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return code;
}
