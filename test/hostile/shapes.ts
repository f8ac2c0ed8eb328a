/** Makes a text of exactly this many UTF-16 units. */
type Shape = (length: number) => string;

const fill = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

const PIECES = [
  ...Array.from("a1 \n.!*_~`>-#|[(<&=+\\/\"':;漢ﷺ𝟙"),
  "\t ",
  " \n",
  "a ",
  "a\n",
  "\r\n",
  "\r\n ",
  "\n\n",
  "\n> ",
  "> ",
  "- ",
  "1. ",
  "| a ",
  "**",
  "*a",
  "a*_~",
  "```\n",
  "[a](",
  "![",
  "[](",
  "](",
  "<b>",
  "</i>",
  "<a href=",
  "<a ",
  "<!--",
  "<!---->",
  "<script>",
  "</script",
  "</",
  "<?",
  "&amp",
  "&#x1;",
  "http://",
  "www.",
  "https://a.b/c*_",
  "a@",
  "=3D",
  "=\r\n",
  "= ",
  "BEGIN:VCARD\n",
  "TEL:1\n",
  "A;",
  'A;"',
  "aaaab ",
  "e\u0301",
  "\u0300\u0316",
  "a\u0300\u0316",
  "\u200d",
  "👩‍👩‍👧‍👦",
  "ไทย",
  "\ud800",
  "\u2028",
  "\ufdfa ",
  "[page 1]\n",
  "\\[page 1]\n",
  "page 1 ",
  "page 1-9",
  "page n ",
  "第 ",
  "last ",
  "material",
  "<material ",
  "</ material",
  '"""',
];

/** Something opened over and over, and then something else closed as often. */
const PAIRS = [
  ["<b>", "</i>"],
  ["<div>", "</div>"],
  ["<table><tr><td>", "</table>"],
  ["<ul>", "<li>"],
  ["<select>", "</p>"],
  ["[", "]"],
  ["(", ")"],
  ["**", "_"],
  ["> ", "x"],
  ["\\", "["],
  ["<", " "],
  ["FN;ENCODING=QUOTED-PRINTABLE:a=\r\n", "b=\r\n"],
  ["a", "\u0316\u0300"],
] as const;

/** Beginnings after which one piece over and over used to cost the square of its length. */
const BEGINNINGS = [
  ["<", " "],
  ["<a ", "href "],
  ["<a href=", " "],
  ["<!--", "-"],
  ["<script", " "],
  ["/x ", " "],
  ["www", "."],
  ["page", " "],
  ["page 1", "-1"],
  ["BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:a=\n", "b=\n"],
  ["BEGIN:VCARD\nFN:a", "\n b"],
  ["BEGIN:VCARD\nTEL;", '""'],
  ["[page ", "1"],
  ["<b>", "<i></i>"],
] as const;

type NamedShape = readonly [name: string, shape: Shape];

const repeated: readonly NamedShape[] = PIECES.flatMap((piece): NamedShape[] => [
  [named(piece), (length) => fill(piece, length)],
  [`${named(piece)}, then x`, (length) => `${fill(piece, length - 1)}x`],
]);

const composed: readonly NamedShape[] = [
  ...PAIRS.map(([open, close]): NamedShape => [
    `${named(open)} and ${named(close)}`,
    (length) => fill(open, length >> 1) + fill(close, length - (length >> 1)),
  ]),
  ...BEGINNINGS.map(([start, piece]): NamedShape => [
    `${named(start)}, then ${named(piece)}`,
    (length) => (start + fill(piece, length)).slice(0, length),
  ]),
  ["words, all different", differentWords],
];

/** Texts that have made, or might make, a reader take the square of their length, or for ever. */
export const SHAPES: readonly NamedShape[] = [...repeated, ...composed];

/** A third of those that only repeat, and all others: for a plain run, of what takes long to read. */
export const FEWER_SHAPES: readonly NamedShape[] = [
  ...repeated.filter((_, index) => index % 3 === 2),
  ...composed,
];

function named(piece: string): string {
  return JSON.stringify(piece);
}

function differentWords(length: number): string {
  let text = "";
  for (let word = 0; text.length < length; word += 1) text += `aaaa${word.toString(36)} `;
  return text.slice(0, length);
}
