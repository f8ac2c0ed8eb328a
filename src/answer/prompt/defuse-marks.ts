/** The word in the marks around users' text; the look-alikes of its letters are listed below. */
export const MARK = "material";

/** Replaces the bracket: the text is no mark any more and can still be read. */
const DEFUSED = "(";

const ANGLES = "<＜﹤≮‹˂ᐸ≺⋖〈〈⟨⧼❬❮❰⦑𝈶︿《«⟪≪";
const CLOSING = ">＞﹥≯›˃ᐳ≻⋗〉〉⟩⧽❭❯❱⦒﹀》»⟫≫";
const NAMED: Readonly<Record<string, string>> = {
  lt: "<",
  lang: "⟨",
  lsaquo: "‹",
  laquo: "«",
  sol: "/",
  bsol: "\\",
  equals: "=",
  nbsp: " ",
  shy: "",
  zwj: "",
  zwnj: "",
};

/** Look-alikes of the letters of the mark, beyond those that Unicode itself treats as the same. */
const SKELETON = new Map(
  Object.entries({
    a: "аαɑᴀ⍺ꭺ",
    e: "еєεɛᴇҽ℮ꭼ",
    // These two are also confused with one another.
    i: "lіıιɩɪӏʟ1|!¡ǀ∣ꭵꮮ",
    m: "мμᴍϻꮇ",
    r: "гʀᴦꭇꭈⲅꮁ",
    t: "тτᴛꭲ",
    "/": "\\⁄∕⧸⧹╱╲⟋⟍〳",
  }).flatMap(([letter, alike]) => Array.from(alike, (character) => [character, letter] as const)),
);

const ESCAPE = String.raw`&(?:amp;)*(?:#x0*(?<hex>[0-9a-f]{1,6})|#0*(?<decimal>\d{1,7})|(?<name>${Object.keys(NAMED).join("|")}));?|\\u\{?0*(?<unicode>[0-9a-f]{2,6})\}?|\\x(?<byte>[0-9a-f]{2})|%(?<percent>[0-9a-f]{2})`;
const WHOLE_ESCAPE = new RegExp(`^(?:${ESCAPE})$`, "iu");
/** One character, however it is written. */
const CHARACTER = new RegExp(`${ESCAPE}|.`, "isuy");
const ESCAPES = new RegExp(ESCAPE, "giu");
const TAG = /[\u{E0020}-\u{E007E}]/u;
const OPENING = new RegExp(`${ESCAPE}|[${ANGLES}]`, "giu");
const HIDDEN_OPENING = /\u{E003C}/gu;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}]/u;
const WORD = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}_]/u;
/** An attribute before the bracket closes: it distinguishes a mark from a title in brackets. */
const ATTRIBUTE = new RegExp(`^[^${CLOSING}\\n]*[=＝﹦]`, "u");
const LONGEST_ATTRIBUTE = 100;
const SPELT = skeletonOf(MARK);

/**
 * Returns the text without anything that a model could take for one of our marks: the bracket of a look-alike
 * becomes a round one. A mark is recognised with invisible characters or spaces in it, in letters and
 * brackets of other scripts or widths, and escaped as in HTML, JSON or an address. Everything else
 * stays as written: brackets around another word, and a title in brackets of its own script.
 */
export function defuseMarks(text: string): string {
  const defused = text.replaceAll(OPENING, (opening: string, ...rest: unknown[]) =>
    isMark(text, opening, offsetIn(rest), false) ? DEFUSED : opening,
  );
  // Invisible characters that spell ASCII to a model that knows them.
  if (!TAG.test(defused)) return defused;
  return defused.replaceAll(HIDDEN_OPENING, (opening: string, ...rest: unknown[]) =>
    isMark(defused, opening, offsetIn(rest), true) ? DEFUSED : opening,
  );
}

function offsetIn(args: readonly unknown[]): number {
  return Number(args.find((arg) => typeof arg === "number"));
}

function isMark(text: string, opening: string, offset: number, isHidden: boolean): boolean {
  const bracket = isHidden ? "<" : decode(opening);
  if (bracket === "" || !ANGLES.includes(bracket)) return false;
  const end = endOfMark(text, offset + opening.length, isHidden);
  if (end === null) return false;
  if (bracket === "<" || end.isClosing) return true;
  const ahead = text.slice(end.at, end.at + LONGEST_ATTRIBUTE);
  return ATTRIBUTE.test(ahead.replaceAll(ESCAPES, decode));
}

/** Returns where the mark's word that begins here ends; null if it is another word. */
function endOfMark(
  text: string,
  from: number,
  isHidden: boolean,
): { readonly at: number; readonly isClosing: boolean } | null {
  let spelt = 0;
  let isClosing = false;
  for (let at = from; at < text.length;) {
    const written = characterAt(text, at);
    const character = visible(decode(written), isHidden);
    if (spelt === SPELT.length && character !== "") {
      return WORD.test(character) ? null : { at, isClosing };
    }
    at += written.length;
    if (character === "" || character === " ") continue;
    const letter = SKELETON.get(character) ?? character;
    if (letter === SPELT[spelt]) spelt += 1;
    else if (letter === "/" && spelt === 0) isClosing = true;
    else return null;
  }
  return spelt === SPELT.length ? { at: text.length, isClosing } : null;
}

function characterAt(text: string, at: number): string {
  if (isPlain(text.charCodeAt(at))) return text.charAt(at);
  CHARACTER.lastIndex = at;
  return CHARACTER.exec(text)?.[0] ?? text.charAt(at);
}

/** Returns whether a character is ASCII and begins no escape; most are. */
function isPlain(code: number): boolean {
  return code < 128 && code !== 0x25 && code !== 0x26 && code !== 0x5c;
}

/** The character that an escape stands for, or the character itself. */
function decode(written: string): string {
  if (written.length === 1) return written;
  const { hex, decimal, name, unicode, byte, percent } = WHOLE_ESCAPE.exec(written)?.groups ?? {};
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? "";
  const sixteenth = hex ?? unicode ?? byte ?? percent;
  if (sixteenth === undefined && decimal === undefined) return written;
  const code = sixteenth === undefined ? Number(decimal) : Number.parseInt(sixteenth, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** A character as it is seen: nothing, a space, or itself without its case, accents and width. */
function visible(character: string, isHidden: boolean): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0x20 && code < 0x7f) return character.toLowerCase();
  if (/^\s/u.test(character)) return " ";
  if (isHidden && TAG.test(character)) return String.fromCodePoint(code - 0xe0000).toLowerCase();
  if (INVISIBLE.test(character)) return "";
  return character.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

function skeletonOf(text: string): string {
  return Array.from(text, (character) => SKELETON.get(character) ?? character).join("");
}
