/**
 * Meta's regions of WhatsApp's rate card, as far as rates of them are known. Source: "Countries and markets"
 * of https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing.
 */
const REGIONS: Readonly<Record<string, string>> = {
  "latin-america": "AR BO BR CL CO CR DO EC GT HN HT JM MX NI PA PE PR PY SV UY VE",
  "eastern-europe": "AL AM AZ BA BG BY CZ EE GE GR HR HU LT LV MD ME MK PL RO RS SI SK UA XK",
  "north-america": "CA US",
};

/** Returns the region of a country and its countries; none if the country or its region is unknown. */
export function marketsOf(country: string | null): {
  readonly rest: string | null;
  readonly members: readonly string[];
} {
  const found = Object.entries(REGIONS).find(([, members]) =>
    members.split(" ").includes(country ?? "-"),
  );
  return found === undefined
    ? { rest: null, members: [] }
    : { rest: found[0], members: found[1].split(" ") };
}

/** Returns whether a rate of this name is ever looked for: that of a country, or of a region's others. */
export const isMarket = (name: string) => /^[A-Z]{2}$/.test(name) || Object.hasOwn(REGIONS, name);
