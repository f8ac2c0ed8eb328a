import { addressesIn, addressKey } from "../addresses.ts";

/** The pages that an answer may rest on, by their addresses. */
export interface KnownPages {
  /** Those that were found for it: a link to one of them cites it. */
  readonly found: readonly string[];
  /** Those that it rests on even if it links none. */
  readonly used: readonly string[];
}

const MAX_SOURCES = 3;
/** The maximum number of sources that are considered. */
const MAX_CITED = 50;

const URL_IN_LINK = String.raw`https?:\/\/[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,2000})?`;
const LINK = String.raw`\[([^\]\n]{1,300})\]\(<?(${URL_IN_LINK})>?(?: "[^"\n]{0,300}")?\)`;
/** A link within a text, alone or in brackets of its own, with the space before it. */
const CITATION = new RegExp(String.raw`(\s?)(\(?)${LINK}(\)?)`, "g");
/** A heading below which a model lists its sources. */
const OWN_LIST =
  /^\W{0,9}(?:sources?|references?|links?|further reading|fuentes?|referencias?|enlaces?|fontes?|refer[eê]ncias?)\W{0,9}$/i;
/** The other text on a line that only lists links. */
const NO_WORDS = /^[\s\d.,;:()[\]*_~•–—|-]*$/;
/** The text of a link that is nothing but a mark. */
const NO_TITLE = /^(?:[\s\d^*†]+|source)$/i;
const FENCE = /^\s{0,3}(?:`{3}|~{3})/;
const TRACKING = /^(?:utm_\w+|fbclid|gclid|msclkid|mc_cid|mc_eid)$/i;

/**
 * Moves the citations of an answer to its end: at most three pages, as short addresses below `label`.
 * Pages that the model has listed itself are left where they are, and links to others as well.
 */
export function listSources(
  text: string,
  { found, used }: KnownPages,
  label: (count: number) => string,
): string {
  const known = new Set([...found, ...used].map(addressKey));
  if (known.size === 0) return text;
  const cited: string[] = [];
  const listed = new Set<string | null>();
  let isCode = false;
  let isOwnList = false;
  const lines = text.split("\n").map((line) => {
    if (FENCE.test(line)) isCode = !isCode;
    if (OWN_LIST.test(line)) isOwnList = true;
    if (isCode || !line.includes("http")) return line;
    const isKnown = (url: string) => known.has(addressKey(url));
    if (isOwnList || NO_WORDS.test(line.replaceAll(CITATION, "").replace(/^[^:]{0,40}:/, ""))) {
      for (const url of addressesIn(line)) listed.add(addressKey(url));
      return line;
    }
    const shown = line.replaceAll(CITATION, (whole: string, ...groups: string[]) => {
      const [space = "", before = "", title = "", url = "", after = ""] = groups;
      if (!isKnown(url)) return whole;
      if (cited.length < MAX_CITED) cited.push(url);
      // Half a bracket belongs to the sentence.
      const isApart = before !== "" && after !== "";
      if (isApart || NO_TITLE.test(title)) return isApart ? "" : before + after;
      return space + before + title + after;
    });
    for (const url of addressesIn(shown)) listed.add(addressKey(url));
    return shown;
  });
  const isShown = (url: string) => listed.has(addressKey(url));
  const isNamed = cited.length > 0 || [...listed].some((key) => known.has(key));
  const named = isNamed ? cited : used;
  const sources = named
    .filter((url, at) => !isShown(url) && at === named.findIndex((one) => isSame(one, url)))
    .slice(0, MAX_SOURCES);
  const body = lines.join("\n").trim();
  if (sources.length === 0) return body;
  return `${body}\n\n${label(sources.length)}\n${sources.map(shorten).join("\n")}`;
}

function isSame(one: string, other: string): boolean {
  return addressKey(one) === addressKey(other);
}

/** Returns an address without what only follows its visitor. */
function shorten(address: string): string {
  const url = new URL(address);
  for (const [name] of new URL(address).searchParams) {
    if (TRACKING.test(name)) url.searchParams.delete(name);
  }
  url.hash = url.hash.includes(":~:") ? "" : url.hash;
  return url.href.replace(/\?$/, "");
}
