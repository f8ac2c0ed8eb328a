/** By the digits after the plus; the longest match counts. `1` is shared by several countries. */
const CALLING_CODES: ReadonlyMap<string, string> = new Map(
  (
    "1:US 1658:JM 1787:PR 1809:DO 1829:DO 1849:DO 1876:JM 1939:PR 51:PE 52:MX 54:AR 55:BR " +
    "56:CL 57:CO 58:VE 502:GT 503:SV 504:HN 505:NI 506:CR 507:PA 509:HT 591:BO 593:EC " +
    "595:PY 598:UY 30:GR 36:HU 40:RO 48:PL 420:CZ 421:SK 355:AL 359:BG 370:LT 371:LV " +
    "372:EE 373:MD 374:AM 375:BY 380:UA 381:RS 382:ME 383:XK 385:HR 386:SI 387:BA 389:MK " +
    "994:AZ 995:GE"
  )
    .split(" ")
    .map((pair) => [pair.slice(0, -3), pair.slice(-2)]),
);

const LONGEST_CODE = 4;

/**
 * Returns the country of a user by their address: a number's calling code, or the two letters at
 * the beginning of a username's id. Null if it is unknown or has no rate.
 */
export function countryOf(address: string): string | null {
  const bare = address.slice(address.indexOf(":") + 1);
  const ofName = /^([A-Z]{2})\./.exec(bare)?.[1];
  if (ofName !== undefined) return ofName;
  const digits = /^\+(\d+)$/.exec(bare)?.[1] ?? "";
  for (let length = LONGEST_CODE; length > 0; length -= 1) {
    const country = CALLING_CODES.get(digits.slice(0, length));
    if (country !== undefined) return country;
  }
  return null;
}
