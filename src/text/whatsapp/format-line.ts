import { ADDRESS, CODE, sealAddresses, sealCode, unseal } from "./seal.ts";
import {
  characterBefore,
  findFormattedSpans,
  type FormattedSpan,
  opensAt,
  SPACE_OR_EDGE,
  UNSPACED,
  WORD_CHARACTER,
  WORD_JOINER,
} from "./grammar.ts";

/** Marks a written marker until it is read. */
const WRITTEN = "\ufdd2";

const RUN = /(?<!\*)\*{1,3}(?!\*)|(?<!_)_{2,3}(?!_)|(?<!~)~~(?!~)/g;
const DEEPEST = 8;
// Including Spanish opening marks and marks of text direction.
const BRACKETS = "([{“‘„«‹\"'（「『《〈【¿¡\u200b\u200e\u200f\u2067\u2068";
const PARTNERS = ")]}”’“»›\"'）」』》〉】?!\u200b\u200e\u200f\u2069\u2069";
const BEFORE = new RegExp(`([${BRACKETS}]{0,3})([*_~]{0,8})$`);
// After these, a space may be added before a marker.
const ROOMY = /^[\p{So}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3—–:;,!?…·•→]/u;
const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}]/gu;
// A word without its last vowel, or a Hebrew prefix, is of one word with the marked one after it.
const PREFIX = /(?<!\S)(?:\p{L}{1,5}['’]|\p{sc=Hebr}{1,3}[-־])$/u;
// Signs between two bold words, which become bold with them.
const JOINTS = /^[-–/&+'’]$/;
const WORDS = /^["“«¿¡']?[\p{L}\p{N}][^*_~`()[\]{}<>=|\\]*(?<![,;\s])$/u;
const MAX_TRIES = 4;

/**
 * Converts one line of Markdown to WhatsApp's formatting. Changes only text that is then shown as
 * intended; the rest stays unchanged, with an invisible joiner before a character that WhatsApp
 * would treat as a marker. A heading becomes bold as a whole, and empty if that cannot be shown.
 */
export function formatLine(line: string, isHeading = false): string {
  if (!isHeading && !/[*_~`[<]/.test(line)) return line;
  const { sealed, codes } = sealCode(line);
  const addresses: string[] = [];
  const whole = (text: string) => unseal(unseal(text, CODE, codes), ADDRESS, addresses);
  let source = sealAddresses(sealed, addresses);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (!isHeading && !/\*\*|__|~~|[^\s>*_~`]\*\S/.test(source)) break;
    const { written, starts } = writePairs(source, isHeading);
    const places: number[] = [];
    const text = whole(written).replaceAll(WRITTEN, (_, at: number) =>
      WRITTEN.slice(places.push(at - places.length)),
    );
    const { spans, refused } = readMeant(text);
    const shown = new Set(spans.flatMap(({ start, end }) => [start, end - 1]));
    const lost = starts.filter((_, index) => !shown.has(places[index] ?? -1));
    if (lost.length === 0) return refused.length === 0 ? text : disarm(text);
    if (isHeading) return "";
    source = joinersAt(source, lost);
  }
  return disarm(whole(source));
}

function disarm(text: string, tries = MAX_TRIES): string {
  const { refused } = readMeant(text);
  if (refused.length === 0 || tries === 0) return text;
  return disarm(joinersAt(text, refused), tries - 1);
}

function joinersAt(text: string, places: readonly number[]): string {
  const units = text.split("");
  for (const at of new Set(places)) units[at] = WORD_JOINER + text.charAt(at);
  return units.join("");
}

/** Returns the intended formatting that WhatsApp shows, and where it would see other markers. */
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

/** Returns whether formatting is intended, rather than characters that only look like it. */
function looksMeant(text: string, { marker, start, end }: FormattedSpan): boolean {
  const [first = "", second = ""] = text.slice(start + 1, start + 3);
  const last = text.charAt(end - 2);
  if ([text.charAt(start - 1), first, last, text.charAt(end)].includes(marker)) return false;
  if (marker === "`") return true;
  if (/[([{/\\]/.test(last) || /[)\]},;\p{M}]/u.test(first)) return false;
  if (/\s/.test(second) && /[/\\.:|=^<>!?~_*-]/.test(first)) return false;
  let at = text.indexOf(marker, start + 1);
  while (at < end - 1 && !opensAt(text, at)) at = text.indexOf(marker, at + 1);
  return at >= end - 1;
}

/**
 * Writes a line's pairs of Markdown markers as WhatsApp's; markers that WhatsApp shows stay.
 * `starts` contains, in order, the place in `text` of the pair of each written marker.
 */
function writePairs(text: string, isHeading: boolean) {
  const pairs = findPairs(text).toSorted((one, other) => one.start - other.start);
  if (isHeading) pairs.unshift({ marker: "", start: 0, end: text.length });
  const units = text.split("");
  const edits: ReturnType<typeof sidesOf>[number][] = [];
  let boldEnd = -1;
  for (const [index, pair] of pairs.entries()) {
    const { marker, start, end } = pair;
    const width = marker.length;
    const [isBold, isInBold] = [width !== 1 && marker !== "~~", start < boldEnd];
    // One asterisk is already WhatsApp's bold, but within or around bold it can only be Markdown's
    // italics.
    const isItalic = width === 1 && (isInBold || hasBold(pairs, index));
    if (width === 1 && !isItalic && !isStuck(text, pair)) continue;
    if (isBold && !isInBold) boldEnd = end - width;
    for (const at of [start, end - width]) units.fill("", at, at + width);
    if (isBold && isInBold) continue;
    const written = WRITTEN + (isItalic ? "_" : marker === "~~" ? "~" : "*");
    // Both in the middle: an inner pair is written within an outer one.
    edits.splice(edits.length / 2, 0, ...sidesOf(text, pair, written));
  }
  edits.sort((one, other) => one.at - other.at || one.order - other.order);
  for (const { at, text: added } of edits.toReversed()) units[at] = added + (units[at] ?? "");
  return { written: units.join(""), starts: edits.map(({ start }) => start) };
}

function hasBold(pairs: readonly FormattedSpan[], index: number): boolean {
  const end = pairs[index]?.end ?? 0;
  for (let next = index + 1; (pairs[next]?.start ?? end) < end; next += 1)
    if (pairs[next]?.marker.length === 2 && pairs[next]?.marker !== "~~") return true;
  return false;
}

/** Returns whether a bracket or quote keeps WhatsApp from showing words in single asterisks. */
function isStuck(text: string, { start, end }: FormattedSpan): boolean {
  const isBracketed = Boolean(placeOf(text, start)?.brackets) && !opensAt(text, start);
  const isCut = WORD_CHARACTER.test(text.slice(end, end + 2));
  return isBracketed && !isCut && WORDS.test(text.slice(start + 1, end - 1));
}

interface OpenMarker {
  readonly kind: string;
  readonly at: number;
  /** The bold that goes on here, behind a sign. */
  readonly before?: FormattedSpan | undefined;
}

function findPairs(text: string): FormattedSpan[] {
  const pairs: FormattedSpan[] = [];
  let open: OpenMarker[] = [];
  const close = ({ at, before }: OpenMarker, kind: string, end: number): void => {
    if (kind.startsWith("_") && isName(text.slice(at + kind.length, end - kind.length))) return;
    const marker = kind.slice(0, 2);
    pairs.push({ marker, start: before?.start ?? at, end });
    if (kind.length === 3) pairs.push({ marker: "*", start: at + 2, end: end - 2 });
    // The markers around the sign are a pair within the bold.
    const joint = { marker, start: at - 3, end: at + 2 };
    if (before !== undefined) pairs.splice(pairs.lastIndexOf(before), 1, joint);
  };
  for (const { 0: kind, index } of text.matchAll(RUN)) {
    const end = index + kind.length;
    const mayEnd = mayClose(text, index, kind);
    const place = mayEnd ? open.findLastIndex((one) => one.kind === kind) : -1;
    const found = open[place];
    const [outer, inner] = open.slice(-2);
    if (found !== undefined) {
      open = open.slice(0, place);
      close(found, kind, end);
    } else if (mayEnd && inner && outer && kind === "***" && outer.kind + inner.kind === kind) {
      open = open.slice(0, -2);
      close(inner, inner.kind, index + inner.kind.length);
      close(outer, outer.kind, end);
    } else if (mayEnd && kind.startsWith("*") && open.at(-1)?.kind === "***") {
      const { at } = open.at(-1) ?? { at: index };
      const rest = "***".slice(kind.length);
      open = [...open.slice(0, -1), { kind: rest, at }];
      close({ kind, at: at + rest.length }, kind, end);
    } else if (!SPACE_OR_EDGE.test(text.charAt(end)) && !isInWord(text, index, kind)) {
      const last = pairs.at(-1);
      const isNext = JOINTS.test(text.charAt(index - 1)) && last?.end === index - 1;
      const before = isNext && kind === "**" && last.marker === kind ? last : undefined;
      if (before || placeOf(text, index))
        open = [...open.slice(-DEEPEST), { kind, at: index, before }];
    }
  }
  return pairs;
}

function isInWord(text: string, at: number, kind: string): boolean {
  return kind.startsWith("_") && WORD_CHARACTER.test(characterBefore(text, at));
}

/** Returns whether the text is a programming name such as `__init__` or `__FILE__`. */
function isName(text: string): boolean {
  return /^\w+$/.test(text) && (text === text.toLowerCase() || text === text.toUpperCase());
}

function mayClose(text: string, at: number, kind: string): boolean {
  const before = characterBefore(text, at);
  const after = text.slice(at + kind.length, at + kind.length + 2);
  if (SPACE_OR_EDGE.test(before) || /^[\p{Ps}\p{Pi}\\/\u2060]/u.test(before)) return false;
  if (/^["']/.test(before) && SPACE_OR_EDGE.test(text.charAt(at - 2))) return false;
  return (
    !WORD_CHARACTER.test(after) || !(kind.startsWith("_") || /^[,;]|^\d\d/.test(before + after))
  );
}

/** Returns where a marker can open, before which brackets, and the space it needs; or null. */
export function placeOf(text: string, open: number) {
  const [, brackets = "", run = ""] = BEFORE.exec(text.slice(Math.max(0, open - 11), open)) ?? [];
  const at = brackets === "" ? open : open - run.length - brackets.length;
  const before = characterBefore(text, open - run.length - brackets.length);
  if (SPACE_OR_EDGE.test(before) || before === ">" || before === CODE)
    return { at, brackets, room: "" };
  const [prefix = ""] = PREFIX.exec(text.slice(Math.max(0, open - 7), open)) ?? [];
  if (prefix !== "") return { at: open - prefix.length, brackets: "", room: "" };
  if (![before, brackets].some((one) => UNSPACED.test(one)) && !ROOMY.test(before)) return null;
  return { at, brackets, room: run === "" ? " " : "" };
}

/** Returns the edits that write a pair: outside its own brackets, with a space if needed. */
function sidesOf(text: string, { marker, start, end }: FormattedSpan, written: string) {
  const place = placeOf(text, start) ?? { at: start, brackets: "", room: "" };
  const partners = Array.from(
    place.brackets,
    (one) => PARTNERS[BRACKETS.indexOf(one)],
  ).toReversed();
  const close = end - marker.length;
  const edge = end + (/^[*_~]{0,8}/.exec(text.slice(end, end + 8))?.[0].length ?? 0);
  const isMoved = partners.length > 0 && text.startsWith(partners.join(""), edge);
  const at = isMoved ? edge + partners.length : close;
  const next = Math.max(at, edge);
  const after = text.slice(next, next + 2);
  const isCut = edge === end && (after[0] === ADDRESS || WORD_CHARACTER.test(after));
  const isApart = UNSPACED.test(after) || !WORD_CHARACTER.test(characterBefore(text, close));
  const room = isCut ? (isApart ? " " : WORD_JOINER) : "";
  return [
    { at: place.at, order: 1, text: place.room + written, start },
    // A pair ends before the next one begins in the same place.
    { at, order: 0, text: written + room, start },
  ] as const;
}
