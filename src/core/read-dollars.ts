/**
 * Reads an amount of US dollars as a setting or the command line has it, such as `5` or `0.50`, into
 * nano-dollars (10⁻⁹ USD). Null if the text is none, or an amount of a billion or more.
 */
export function readDollars(text: string): bigint | null {
  const [, whole, part = ""] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  return whole === undefined ? null : BigInt(whole + part.padEnd(9, "0"));
}
