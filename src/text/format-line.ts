import { applyEdits } from "./edit-text.ts";
import { CODE, sealCode, unseal } from "./inline-code.ts";
import { ADDRESS, findPairEdits, WRITTEN } from "./marker-pairs.ts";
import { WEB_ADDRESS } from "./web-addresses.ts";
import {
  characterAt,
  characterBefore,
  type FormattedSpan,
  findFormattedSpans,
  isWordCharacter,
  opensAt,
  WORD_JOINER,
} from "./whatsapp-grammar.ts";

const LINK =
  /(!?)\[((?:[^[\]]|\[[^[\]]*\])*)\]\((<[^<>]*>|[^\s<>[\]()\ufdd0]+(?:\([^\s<>[\]()]*\)[^\s<>[\]()]*)*)(\s+(?:"[^"]*"|'[^']*'))?\)/;
const AUTOLINK = /<((?:https?|ftp|mailto|tel):[^\s<>]*)>/;
const ADDRESSES = new RegExp(
  [LINK, AUTOLINK, WEB_ADDRESS].map((one) => one.source).join("|"),
  "gi",
);
const TARGET =
  /^(?:[a-z][a-z0-9+.-]*:|www\.)\S|^(?=.*[./#])(?:#|\.{0,2}\/)?[\w%-]+(?:[./#][\w%-]+)*\/?$/i;
const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}]/gu;
const MAX_TRIES = 4;

/**
 * One line of Markdown in WhatsApp's formatting. Changes only what is then shown as it is meant;
 * the rest stays as written, with an invisible joiner before a character that WhatsApp would take
 * for a marker. A heading is bold as a whole, and empty where that cannot be shown.
 */
export function formatLine(line: string, isHeading = false): string {
  if (!isHeading && !/[*_~`[<]/.test(line)) return line;
  const { sealed, codes } = sealCode(line);
  const addresses: string[] = [];
  const whole = (text: string) => unseal(unseal(text, CODE, codes), ADDRESS, addresses);
  let source = makeRoom(sealAddresses(sealed, addresses), codes);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const edits = isHeading || /\*\*|__|~~/.test(source) ? findPairEdits(source, isHeading) : [];
    if (edits.length === 0) break;
    const places: number[] = [];
    const text = whole(applyEdits(source, edits)).replaceAll(WRITTEN, (_, at: number) =>
      WRITTEN.slice(places.push(at - places.length)),
    );
    const { spans, refused } = readMeant(text);
    const shown = new Set(spans.flatMap(({ start, end }) => [start, end - 1]));
    const lost = edits
      .filter((edit) => edit.text !== "")
      .toSorted((one, other) => one.at - other.at)
      .filter((_, index) => !shown.has(places[index] ?? -1));
    if (lost.length === 0) return refused.length === 0 ? text : disarm(text);
    if (isHeading) return "";
    source = joinersAt(source, new Set(lost.map(({ start }) => start)));
  }
  return disarm(whole(source));
}

function sealAddresses(text: string, addresses: string[]): string {
  const seal = (address: string): string => ADDRESS.slice(0, addresses.push(address) && 1);
  return text.replaceAll(ADDRESSES, (...match: (string | undefined)[]) => {
    const [all = "", bang = "", shown = "", given, title = "", auto] = match;
    if (given === undefined) return seal(withoutScheme(auto ?? all));
    const url = given.replace(/^<|>$/g, "");
    const before = bang === "" ? characterBefore(text, Number(match.at(-2))) : "";
    const isInWord = isWordCharacter(before) || /[)\]]/.test(before);
    if (!(isInWord ? /^https?:/i : TARGET).test(url)) return all;
    const target = withoutScheme(url);
    if (shown.trim() === "" || bare(shown) === bare(target)) return seal(shown.trim() || target);
    if (bang !== "" && url.startsWith("data:")) return shown;
    return `${sealAddresses(shown, addresses)} (${seal(target + title)})`;
  });
}

const withoutScheme = (url: string): string => url.replace(/^(?:mailto|tel):/i, "");
const bare = (url: string): string => url.trim().replace(/^https?:\/\/|\/$/gi, "");

// Where backticks are no markers, those within the code would be.
function makeRoom(text: string, codes: readonly string[]): string {
  let next = 0;
  return text.replaceAll(CODE, (_, at: number) => {
    if (!/(?<![\p{L}\p{N}])[*_~]/u.test(codes[next++] ?? "")) return CODE;
    const before = /^[\s>*_~`]?$/.test(text.charAt(at - 1)) ? "" : " ";
    return before + CODE + (isWordCharacter(characterAt(text, at + 1)) ? " " : "");
  });
}

function disarm(text: string, tries = MAX_TRIES): string {
  const { refused } = readMeant(text);
  if (refused.length === 0 || tries === 0) return text;
  return disarm(joinersAt(text, refused), tries - 1);
}

function joinersAt(text: string, places: Iterable<number>): string {
  const joiners = Array.from(places, (at) => ({ at, width: 0, text: WORD_JOINER }));
  return applyEdits(text, joiners);
}

/** What WhatsApp formats as it is meant, and where it would take characters for markers. */
function readMeant(text: string): { spans: FormattedSpan[]; refused: number[] } {
  const refused: number[] = [];
  let nextWord = -1;
  const spans = findFormattedSpans(text, (span) => {
    if (nextWord <= span.start) {
      WORD.lastIndex = span.start + 1;
      nextWord = WORD.exec(text)?.index ?? Infinity;
    }
    const isMeant = nextWord < span.end ? looksMeant(text, span) : span.marker === "`";
    if (!isMeant) refused.push(span.start);
    return isMeant;
  });
  return { spans, refused };
}

/** Whether formatting is meant, and not characters that happen to look like it. */
function looksMeant(text: string, { marker, start, end }: FormattedSpan): boolean {
  const [first = "", second = ""] = text.slice(start + 1, start + 3);
  const last = text.charAt(end - 2);
  if ([text.charAt(start - 1), first, last, text.charAt(end)].includes(marker)) return false;
  if (marker === "`") return true;
  if (/[([{/\\]/.test(last) || /[)\]},;]/.test(first)) return false;
  if (/\s/.test(second) && /[/\\.:|=^<>!?~_*-]/.test(first)) return false;
  let at = text.indexOf(marker, start + 1);
  while (at < end - 1 && !opensAt(text, at)) at = text.indexOf(marker, at + 1);
  return at >= end - 1;
}
