import type { Edit } from "./edit-text.ts";
import { CODE } from "./inline-code.ts";
import {
  characterAt,
  characterBefore,
  isSpaceOrEdge,
  isUnspaced,
  isWordCharacter,
  WORD_JOINER,
} from "./whatsapp-grammar.ts";

/** Stands for an address while a line is read. */
export const ADDRESS = "\ufdd1";
/** Stands before a marker that is written, until it is read. */
export const WRITTEN = "\ufdd2";

/** An edit for the pair that begins at `start`. */
export interface PairEdit extends Edit {
  readonly start: number;
}

interface Pair {
  readonly open: number;
  readonly close: number;
  readonly width: number;
  readonly sign: string;
}

const RUN = /(?<!\*)\*{1,3}(?!\*)|(?<!_)_{2,3}(?!_)|(?<!~)~~(?!~)/g;
const DEEPEST = 8;
const BRACKETS = "([{“‘«\"'（「《【";
const PARTNERS = ")]}”’»\"'）」》】";
// Behind these, room may be made for a marker.
const ROOMY = /^[\p{So}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f—–:;,!?…·→]/u;

/** What writes a line's pairs of Markdown's markers as WhatsApp's; those that it shows stay. */
export function findPairEdits(text: string, isHeading: boolean): PairEdit[] {
  const pairs = findPairs(text).toSorted((one, other) => one.open - other.open);
  if (isHeading) pairs.unshift({ open: 0, close: text.length, width: 0, sign: "*" });
  const opening: PairEdit[] = [];
  const closing: PairEdit[] = [];
  const removed: PairEdit[] = [];
  let boldEnd = -1;
  for (const pair of pairs) {
    const { open: start, close, width, sign } = pair;
    const isBold = width !== 1 && sign !== "~";
    const isInBold = start < boldEnd;
    // One star is WhatsApp's bold as it stands, but within bold it can only be Markdown's italics.
    if (!isBold && sign !== "~" && !isInBold) continue;
    if (isBold && !isInBold) boldEnd = close;
    removed.push({ at: start, width, text: "", start }, { at: close, width, text: "", start });
    if (isBold && isInBold) continue;
    const marker = isBold || sign === "~" ? sign.replace("_", "*") : "_";
    const [before, after] = sidesOf(text, pair, WRITTEN + marker);
    opening.push({ ...before, width: 0, start });
    closing.unshift({ ...after, width: 0, start });
  }
  return [...opening, ...closing, ...removed];
}

function findPairs(text: string): Pair[] {
  const pairs: Pair[] = [];
  let open: { kind: string; at: number }[] = [];
  for (const { 0: kind, index: close } of text.matchAll(RUN)) {
    const place = mayClose(text, close, kind) ? open.findLastIndex((one) => one.kind === kind) : -1;
    const at = open[place]?.at;
    if (at !== undefined) {
      open = open.slice(0, place);
      const sign = kind.charAt(0);
      const width = Math.min(kind.length, 2);
      if (sign === "_" && isName(text.slice(at + kind.length, close))) continue;
      pairs.push({ open: at, close: close + kind.length - width, width, sign });
      if (kind.length === 3) pairs.push({ open: at + 2, close, width: 1, sign });
    } else if (mayOpen(text, close, kind)) open = [...open.slice(-DEEPEST), { kind, at: close }];
  }
  return pairs;
}

/** `__init__` and `__FILE__` are names as programs have them. */
function isName(text: string): boolean {
  return /^\w+$/.test(text) && (text === text.toLowerCase() || text === text.toUpperCase());
}

function mayOpen(text: string, at: number, kind: string): boolean {
  if (isSpaceOrEdge(text.charAt(at + kind.length))) return false;
  const isInWord = kind.startsWith("_") && isWordCharacter(characterBefore(text, at));
  return !isInWord && placeOf(text, at) !== null;
}

function mayClose(text: string, at: number, kind: string): boolean {
  const before = characterBefore(text, at);
  const after = characterAt(text, at + kind.length);
  if (isSpaceOrEdge(before) || /^[\p{Ps}\p{Pi}\\/\u2060]/u.test(before)) return false;
  if (/^["']/.test(before) && isSpaceOrEdge(text.charAt(at - 2))) return false;
  return !isWordCharacter(after) || !(kind.startsWith("_") || /^[,;]|^\d\d/.test(before + after));
}

/** Where a marker can open here, and the room that it needs; null where it cannot. */
function placeOf(text: string, open: number): { at: number; room: string } | null {
  const start = edgeOf(text, open, -1);
  let at = start;
  while (start - at < 3 && at > 0 && BRACKETS.includes(text.charAt(at - 1))) at -= 1;
  const before = characterBefore(text, at);
  const place = at < start ? at : open;
  if (isSpaceOrEdge(before) || before === ">" || before === CODE) return { at: place, room: "" };
  if (!isUnspaced(before) && !ROOMY.test(before)) return null;
  return { at: place, room: start === open ? " " : "" };
}

/** Where the markers are written: outside of brackets that belong to them, with room if needed. */
function sidesOf(text: string, { open, close, width }: Pair, marker: string) {
  const place = placeOf(text, open) ?? { at: open, room: "" };
  const moved = Array.from(text.slice(place.at, edgeOf(text, open, -1)));
  const partners = moved.toReversed().map((one) => PARTNERS[BRACKETS.indexOf(one)]);
  const end = edgeOf(text, close + width, 1);
  const isMoved = moved.length > 0 && text.startsWith(partners.join(""), end);
  const at = isMoved ? end + moved.length : close;
  const after = characterAt(text, Math.max(at, end));
  const isCut = end === close + width && (after === ADDRESS || isWordCharacter(after));
  const isApart = isUnspaced(after) || !isWordCharacter(characterBefore(text, close));
  const room = isApart ? " " : WORD_JOINER;
  return [
    { at: place.at, text: place.room + marker },
    { at, text: marker + (isCut ? room : "") },
  ] as const;
}

/** The end, in one direction, of the markers beside a place. */
function edgeOf(text: string, at: number, step: 1 | -1): number {
  let edge = at;
  while ((edge - at) * step < 8 && /[*_~]/.test(text.charAt(step < 0 ? edge - 1 : edge)))
    edge += step;
  return edge;
}
