import { placeOf } from "./format-line.ts";
import { CODE, sealCode, unseal } from "./seal.ts";
import { opensAt, WORD_CHARACTER } from "./grammar.ts";

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
// A tag that begins its line, or follows another tag.
const OPENED = new RegExp(`<(?<=(?:^|>)[ \\t]*<)${BLOCKS}${ATTRIBUTES}>`, "gim");
// An entity that would create a tag or another entity stays.
const ENTITY = /&lt;\/?[a-z]\w*(?:[^<>&]*&gt;)?|&amp;(?=#?\w{1,31};)|&(#?\w{2,7});/gi;
// As a character, it could be taken for a marker or a tag.
const SIGN = /^[*_~`<>&#|[\]\\]$/;
const ENTITIES: Readonly<Record<string, string>> = Object.assign(
  { nbsp: " ", amp: "&", gt: ">", lt: "<", quot: '"', apos: "'", copy: "©" },
  { hellip: "…", mdash: "—", ndash: "–", deg: "°", euro: "€", times: "×", rarr: "→" },
  { lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»", bull: "•" },
);
const MARKERS: Readonly<Record<string, string>> = Object.assign(
  { b: "**", strong: "**", i: "_", em: "_", s: "~~", del: "~~", code: "`" },
  { sup: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ", sub: "₀₁₂₃₄₅₆₇₈₉₊₋₋ₙ" },
);
// Ordinals of numbers, Roman numerals and French words, with the text before them.
const ORDINAL = /^(?:\d(?:st|nd|rd|th|er?|re|[eè]me|[oa]s?|[ªº])|[IVXLCM](?:er?|lle|me)|no)$/i;
const DEEPEST = 4;

/**
 * Returns a function that converts the HTML of a line to Markdown, on as many lines as needed. HTML
 * means `<br>`, `<hr>`, `<img>` with a source, formatting elements that are closed on the same
 * line, and blocks that are closed and whose tags begin a line. All else is text.
 */
export function createHtmlReader(whole: string): (line: string) => string {
  const closed = new Set(Array.from(whole.matchAll(CLOSING), ([, name]) => name));
  const opened = new Set(Array.from(whole.matchAll(OPENED), ([, name]) => name));
  return (line) => {
    if (!/[<&]/.test(line)) return line;
    const { sealed, codes } = sealCode(line);
    let text = sealed.replaceAll(ENTITY, readEntity);
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

function readEntity(entity: string, name = ""): string {
  const [, hex, decimal] = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name) ?? [];
  if (hex === undefined && decimal === undefined) return ENTITIES[name] ?? entity;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const character = code > 0x10ffff ? "" : String.fromCodePoint(code);
  return /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]$/u.test(character) && !SIGN.test(character)
    ? character
    : entity;
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
    const isShown =
      opensAt(text, at) && !WORD_CHARACTER.test(text.slice(at + all.length, at + all.length + 2));
    const isCut = marker === "_" && !isShown;
    return isMarked || isCut || placeOf(text, at) === null ? inner : marker + inner + marker;
  }
  // A power is separate from the number before it; the letters of 1st belong to its word.
  const small = Array.from(inner, (one) => marker["0123456789+-−n".indexOf(one)]);
  if (small.every((one) => one !== undefined)) return small.join("");
  if (ORDINAL.test(text.charAt(at - 1) + inner)) return inner;
  if (/^\P{L}$|^TM$|^\[.*\]$/u.test(inner)) return inner;
  return (name === "sup" ? "^" : "_") + (/^\(.*\)$/.test(inner) ? inner : `(${inner})`);
}

function valueOf(attributes: string, name: string): string {
  return new RegExp(`\\s${name}\\s*=\\s*["']?([^"'\\s>]*)`, "i").exec(attributes)?.[1] ?? "";
}
