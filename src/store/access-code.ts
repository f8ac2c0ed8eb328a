// No vowels, so that it spells nothing, and no characters that are taken for one another.
const ALPHABET = "CDFHJKMNPRTWXY3479";
const LENGTH = 6;

/** A code that is short enough to be read out. */
export function drawCode(): string {
  const limit = 256 - (256 % ALPHABET.length);
  let code = "";
  while (code.length < LENGTH) {
    // What would make some characters likelier than others is drawn again.
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH - code.length))) {
      if (byte < limit) code += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return code;
}
