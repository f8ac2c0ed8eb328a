import { FENCE, findFormattedSpans } from "../../../src/text/whatsapp/grammar.ts";

/** One visible character as WhatsApp shows it; `styles` holds any of `*`, `_`, `~` and `` ` ``. */
export interface Shown {
  readonly character: string;
  readonly styles: string;
}

export interface Reading {
  readonly shown: readonly Shown[];
  /** Markers that would be seen as characters, with what stands around them. */
  readonly strays: readonly string[];
  readonly hasOpenFence: boolean;
}

const ADDRESS = /(?:https?:\/\/|www\.)\S+/g;

/** Reads a text as WhatsApp does: what is seen of it, and in which styles. */
export function readAsWhatsapp(text: string): Reading {
  const spans = findFormattedSpans(text);
  const styles: string[] = Array.from({ length: text.length }, () => "");
  const isMarker = new Uint8Array(text.length);
  for (const { marker, start, end } of spans) {
    for (let at = start; at < end; at += 1) styles[at] += marker.charAt(0);
    isMarker.fill(1, start, start + marker.length);
    isMarker.fill(1, end - marker.length, end);
  }
  const shown: Shown[] = [];
  let at = 0;
  for (const character of text) {
    if (isMarker[at] === 0) shown.push({ character, styles: styles[at] ?? "" });
    at += character.length;
  }
  const fences = spans.filter(({ marker }) => marker === FENCE).length;
  const hasOpenFence = text.split(FENCE).length - 1 !== fences * 2;
  return { shown, strays: findStrays(shown), hasOpenFence };
}

/** Returns the text that a phone shows, without invisible joiners. */
export function shownText(text: string): string {
  const { shown } = readAsWhatsapp(text);
  return shown
    .map(({ character }) => character)
    .join("")
    .replaceAll("\u2060", "");
}

function findStrays(shown: readonly Shown[]): string[] {
  const text = shown
    .map(({ character, styles }) => (styles.includes("`") ? " " : character))
    .join("")
    .replaceAll(ADDRESS, " ")
    .replaceAll(/^\s*(?:[->] |\d+\. )*(?:\*(?: |$))+/gm, "");
  return [...text.matchAll(/[*_~`]|\]\(|^#{1,6} /gm)].map(({ index }) =>
    text.slice(Math.max(0, index - 20), index + 20),
  );
}
