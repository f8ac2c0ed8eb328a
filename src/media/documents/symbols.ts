/**
 * The marks of the fonts Wingdings, Wingdings 2 and Symbol, by their codes in Unicode's private
 * area.
 */
const WINGDINGS: Readonly<Record<number, string>> = {
  0x6c: "●",
  0x6e: "■",
  0x6f: "☐",
  0x71: "☐",
  0x72: "☐",
  0x76: "❖",
  0x77: "⬥",
  0x9f: "•",
  0xa0: "▪",
  0xa7: "▪",
  0xa8: "☐",
  0xd8: "➢",
  0xdf: "←",
  0xe0: "→",
  0xe1: "↑",
  0xe2: "↓",
  0xe8: "➔",
  0xf0: "⇨",
  0xfb: "✗",
  0xfc: "✓",
  0xfd: "☒",
  0xfe: "☑",
  0x4a: "☺",
  0x4c: "☹",
  0x22: "✂",
  0x28: "☎",
  0x29: "✆",
  0x2a: "✉",
  0xb7: "•",
};
const WINGDINGS_2: Readonly<Record<number, string>> = {
  0x4f: "✗",
  0x50: "✓",
  0x51: "☒",
  0x52: "☑",
  0x53: "☒",
  0x54: "☒",
  0x97: "●",
  0xa2: "■",
  0xa3: "☐",
  0x2a: "☐",
  0x30: "☐",
  0x35: "☐",
};
/** Adobe's Symbol encoding from 0x41 to 0x7a, and the codes above it. */
const SYMBOL_LETTERS = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
const SYMBOL_SIGNS = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊";
const SYMBOL_PLAIN: Readonly<Record<number, string>> = {
  0x22: "∀",
  0x24: "∃",
  0x27: "∍",
  0x2a: "∗",
  0x2d: "−",
  0x40: "≅",
  0x7b: "{",
  0x7c: "|",
  0x7d: "}",
  0x7e: "∼",
};
const PRIVATE_BASE = 0xf000;

/**
 * Returns the sign that a symbol font draws for a code; null for a font whose signs are not known.
 */
export function symbolOf(font: string, code: number): string | null {
  const own = code >= PRIVATE_BASE ? code - PRIVATE_BASE : code;
  const name = font.toLowerCase();
  if (name === "wingdings") return WINGDINGS[own] ?? "▪";
  if (name === "wingdings 2") return WINGDINGS_2[own] ?? "▪";
  if (name === "webdings" || name === "wingdings 3") return "▪";
  if (name !== "symbol") return null;
  const letter = own >= 0x41 ? SYMBOL_LETTERS[own - 0x41] : undefined;
  const sign = own >= 0xa0 ? SYMBOL_SIGNS[own - 0xa0] : undefined;
  return letter ?? sign ?? SYMBOL_PLAIN[own] ?? String.fromCharCode(own);
}

const PRIVATE = /[\uf020-\uf0ff\uf730-\uf739\uf761-\uf77a]/g;
/** Old-style figures and small capitals, as Adobe's fonts have them. */
const OLD_STYLE = 0xf730;
const OLD_STYLE_ZERO = 0x30;

/**
 * Returns the text with private characters, which old programs use for bullets, boxes and figures,
 * as signs.
 */
export function showPrivate(text: string): string {
  return text.replace(PRIVATE, (character) => {
    const code = character.charCodeAt(0);
    if (code >= OLD_STYLE) return String.fromCharCode(code - OLD_STYLE + OLD_STYLE_ZERO);
    return WINGDINGS[code - PRIVATE_BASE] ?? character;
  });
}
