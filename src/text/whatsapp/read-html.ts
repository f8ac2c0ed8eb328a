import { placeOf } from "./format-line.ts";
import { CODE, sealCode, unseal } from "./seal.ts";
import { WORD_CHARACTER } from "./grammar.ts";

const ATTRIBUTES = `((?:\\s+[\\w:-]+(?:\\s*=\\s*(?:"[^"<>]*"|'[^'<>]*'|[^\\s"'=<>\`]+))?)*)`;
const ELEMENT = new RegExp(
  `<(b|strong|i|em|s|del|code|kbd|u|ins|mark|small|big|span|font|a|sup|sub)${ATTRIBUTES}>(?=[^\\s<>])([^<>]*[^\\s<>])</\\1>`,
  "gi",
);
const VOID = new RegExp(`<(br|hr|img)${ATTRIBUTES}\\s*/?>`, "gi");
const BLOCKS =
  "(p|div|li|[uo]l|table|t(?:head|body|[rdh])|h[1-6]|details|summary|blockquote|center|pre|d[ltd])";
const CLOSING = new RegExp(`(?:^[ \\t]*|(?<=\\S))</${BLOCKS}\\s*>`, "gim");
const OPENING = new RegExp(`^[ \\t]*<${BLOCKS}${ATTRIBUTES}>`, "gim");
// One that begins its line, or stands behind another tag.
const OPENED = new RegExp(`<(?<=(?:^|>)[ \\t]*<)${BLOCKS}${ATTRIBUTES}>`, "gim");
// An entity that would make a tag or another entity stays.
const ENTITY = /&lt;\/?[a-z]\w*(?:[^<>&]*&gt;)?|&amp;(?=#?\w{1,31};)|&(#?\w{2,6});/gi;
const ENTITIES: Readonly<Record<string, string>> = Object.assign(
  { nbsp: " ", amp: "&", gt: ">", lt: "<", quot: '"', apos: "'", "#39": "'", copy: "©" },
  { hellip: "…", mdash: "—", ndash: "–", deg: "°", euro: "€", times: "×", rarr: "→" },
);
const MARKERS: Readonly<Record<string, string>> = Object.assign(
  { b: "**", strong: "**", i: "_", em: "_", s: "~~", del: "~~", code: "`" },
  { sup: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ", sub: "₀₁₂₃₄₅₆₇₈₉₊₋₋ₙ" },
);
// Of numbers, of Roman ones and of French words, with what they stand behind.
const ORDINAL = /^(?:\d(?:st|nd|rd|th|er?|re|[eè]me|[oa]s?|[ªº])|[IVXLCM](?:er?|lle|me)|no)$/i;
const DEEPEST = 4;

/**
 * Returns the function that writes the HTML of a line as Markdown, on as many lines as it makes.
 * HTML is `<br>`, `<hr>`, `<img>` with a source, elements of formatting that are closed again on
 * their line, and blocks that are closed and whose tags begin a line. All else is text.
 */
export function createHtmlReader(whole: string): (line: string) => string {
  const closed = new Set(Array.from(whole.matchAll(CLOSING), ([, name]) => name));
  const opened = new Set(Array.from(whole.matchAll(OPENED), ([, name]) => name));
  return (line) => {
    if (!/[<&]/.test(line)) return line;
    const { sealed, codes } = sealCode(line);
    let text = sealed.replaceAll(ENTITY, (all, name: string) => ENTITIES[name] ?? all);
    text = text.replaceAll(CLOSING, (all, name: string) => (opened.has(name) ? "\n" : all));
    for (let depth = 0; depth < DEEPEST && text.includes("<"); depth += 1) {
      text = text.replaceAll(ELEMENT, writeElement).replaceAll(OPENING, (all, name: string) => {
        if (!closed.has(name)) return all;
        const level = /^h(\d)/i.exec(name)?.[1];
        return level ? `${"#".repeat(Number(level))} ` : /^li$/i.test(name) ? "- " : "";
      });
    }
    return unseal(text.replaceAll(VOID, writeVoid), CODE, codes);
  };
}

function writeVoid(tag: string, name: string, attributes: string): string {
  if (/^[bh]r$/i.test(name)) return name.startsWith("b") ? "\n" : "\n---\n";
  const source = valueOf(attributes, "src");
  return source === "" ? tag : `![${valueOf(attributes, "alt")}](${source})`;
}

function writeElement(...match: string[]): string {
  const [all = "", given = "", attributes = "", inner = "", offset = "", text = ""] = match;
  const at = Number(offset);
  const name = given.toLowerCase();
  const marker = MARKERS[name] ?? "";
  const href = valueOf(attributes, "href");
  if (href !== "") return href === inner ? inner : `${inner} (${href})`;
  if (name === "code") return marker + inner + marker;
  if (!name.startsWith("su")) {
    const isMarked = inner.startsWith(marker) || text.startsWith(marker, at - marker.length);
    const isCut = marker === "_" && WORD_CHARACTER.test(text.slice(at + all.length).slice(0, 2));
    return isMarked || isCut || placeOf(text, at) === null ? inner : marker + inner + marker;
  }
  // A power is no part of the number before it; the letters of 1st are of one word with it.
  const small = Array.from(inner, (one) => marker["0123456789+-−n".indexOf(one)]);
  if (small.every((one) => one !== undefined)) return small.join("");
  if (ORDINAL.test(text.charAt(at - 1) + inner)) return inner;
  if (/^\P{L}$|^TM$|^\[.*\]$/u.test(inner)) return inner;
  return (name === "sup" ? "^" : "_") + (/^\(.*\)$/.test(inner) ? inner : `(${inner})`);
}

function valueOf(attributes: string, name: string): string {
  return new RegExp(`\\s${name}\\s*=\\s*["']?([^"'\\s>]*)`, "i").exec(attributes)?.[1] ?? "";
}
