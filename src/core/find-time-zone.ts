import { type Language, LANGUAGES } from "./language.ts";
import { PLACE_NAMES } from "./place-names.ts";
import { hasSameClock, readTimeZone, zoneOfCountry, zonesIn } from "./time-zone.ts";

const REGIONS = [
  "Africa",
  "America",
  "America/Argentina",
  "America/Indiana",
  "Antarctica",
  "Arctic",
  "Asia",
  "Atlantic",
  "Australia",
  "Europe",
  "Indian",
  "Pacific",
];

/** The text that Intl writes around a place that names a zone. */
const AROUND_A_PLACE: Readonly<Record<Language, RegExp>> = {
  en: /^(.+) time$/,
  es: /^hora de (?:la |el |los |las )?(.+)$/,
  pt: /^horario (?:de |da |do )?(.+)$/,
};

/** Zones have the names of this time: long ago some countries had others. */
const NAMED_AT = Date.UTC(2027, 0);

/** In IANA's list these have no summer time, which no user means who writes them in winter. */
const WITHOUT_SUMMER = new Set(["est", "mst"]);

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

/** By language and folded name; each list takes a tenth of a second, and most runs need none. */
const places = new Map<Language, ReadonlyMap<string, string>>();
const countries = new Map<Language, ReadonlyMap<string, string>>();
let all: readonly string[] | null = null;

/**
 * Returns the time zone that a text names: by its IANA name, by an offset, by the city in its name,
 * or by a country or city in any of our languages. Null if none is found, or if the
 * country has several.
 */
export function findTimeZone(text: string): string | null {
  const place = foldPlace(text);
  if (place === "" || WITHOUT_SUMMER.has(place)) return null;
  const zone = namedPlaces().get(place) ?? readTimeZone(text.trim()) ?? zoneOfCity(place);
  if (zone !== null) return zone;
  for (const language of LANGUAGES) {
    const country = countriesIn(language).get(place);
    const found = country === undefined ? null : zoneOfCountry(country);
    if (found !== null) return found;
  }
  for (const language of LANGUAGES) {
    const found = placesIn(language).get(place);
    if (found !== undefined) return found;
  }
  return zoneInCountry(text);
}

/** Returns the zone of a place that is written with its country, such as “Paris, France”. */
function zoneInCountry(text: string): string | null {
  const at = text.lastIndexOf(",");
  const zones = at < 0 ? [] : zonesOfNamedCountry(text.slice(at + 1));
  const zone = zones.length === 0 ? null : findTimeZone(text.slice(0, at));
  if (zone !== null && zones.some((one) => hasSameClock(one, zone))) return zone;
  return zones.length === 1 ? (zones[0] ?? null) : null;
}

/** Returns the zones of the country that a text names; none if it names none. */
export function zonesOfNamedCountry(text: string): readonly string[] {
  const place = foldPlace(text);
  const named = LANGUAGES.map((language) => countriesIn(language).get(place));
  const country = named.find((one) => one !== undefined);
  return country === undefined ? [] : zonesIn(country);
}

let named: ReadonlyMap<string, string> | null = null;

function namedPlaces(): ReadonlyMap<string, string> {
  named ??= new Map(PLACE_NAMES.map(([name, timeZone]) => [foldPlace(name), timeZone]));
  return named;
}

function zoneOfCity(place: string): string | null {
  const name = place.replaceAll(" ", "_");
  for (const region of REGIONS) {
    const zone = readTimeZone(`${region}/${name}`);
    if (zone !== null) return zone;
  }
  return null;
}

function countriesIn(language: Language): ReadonlyMap<string, string> {
  const found = countries.get(language);
  if (found !== undefined) return found;
  const listed = new Map<string, string>();
  for (const style of ["short", "long"] as const) {
    const names = new Intl.DisplayNames(language, { type: "region", fallback: "none", style });
    for (const country of allCountries()) {
      const name = names.of(country);
      // Spanish has RU for the United Kingdom.
      const isClear = language === "en" || (name?.length ?? 0) > 2;
      if (name !== undefined && isClear) listed.set(foldPlace(name), country);
    }
  }
  countries.set(language, listed);
  return listed;
}

function allCountries(): readonly string[] {
  all ??= LETTERS.flatMap((first) =>
    LETTERS.map((second) => first + second).filter((country) => zonesIn(country).length > 0),
  );
  return all;
}

/** The zones of countries with several: Intl names the others after their country. */
function placesIn(language: Language): ReadonlyMap<string, string> {
  const found = places.get(language);
  if (found !== undefined) return found;
  const listed = new Map<string, string>();
  for (const country of allCountries()) {
    const zones = zonesIn(country);
    if (zones.length < 2) continue;
    for (const timeZone of zones) {
      const format = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: "shortGeneric" });
      const name = format
        .formatToParts(NAMED_AT)
        .find(({ type }) => type === "timeZoneName")?.value;
      const place = AROUND_A_PLACE[language].exec(foldPlace(name ?? ""))?.[1];
      if (place !== undefined && !listed.has(place)) listed.set(place, timeZone);
    }
  }
  places.set(language, listed);
  return listed;
}

function foldPlace(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll(/[\s_,]+/g, " ")
    .replaceAll(/[.!?¡¿"'’“”«»]/g, "")
    .trim();
}
