import { expect, test } from "bun:test";
import { layOutPage } from "../../../src/media/documents/page-layout.ts";
import { readableTexts } from "../../../src/media/documents/pdf-glyphs.ts";
import { type DrawnText, toPieces } from "../../../src/media/documents/pdf-pieces.ts";

const SIZE = 10;
const ADVANCE = 5;
const VIEW = [1, 0, 0, -1, 0, 842];

/** Returns a text of a page as pdf.js does: its own letters in reading order. */
const drawn = (str: string, x: number, y: number): DrawnText => ({
  str,
  dir: /[\u0590-\u08ff\ufb1d-\ufefc]/.test(str) ? "rtl" : "ltr",
  transform: [SIZE, 0, 0, SIZE, x, y],
  width: str.length * ADVANCE,
  height: SIZE,
});

/** Returns a line that is drawn from left to right without a gap; spaces are texts of their own. */
function lineOf(texts: readonly string[], y = 700): DrawnText[] {
  let x = 50;
  return texts.map((str) => {
    const text = drawn(str, x, y);
    x += text.width;
    return text;
  });
}

const read = (texts: readonly DrawnText[]) =>
  toPieces(readableTexts(texts).texts, VIEW).map(layOutPage).join("\n");

test.each<[string, readonly string[], string]>([
  [
    "sentence in Arabic with an amount and a date",
    [".", "15", "/", "12", "/", "2026", " ", "حتى", " ", "150.50", " ", ":", "المبلغ"],
    "المبلغ: 150.50 حتى 15/12/2026.",
  ],
  [
    "sentence in Hebrew with more signs and numbers than words",
    ["03-123", " ", "טלפון", " ", ".", "(", "17%", " ", "כולל", ")", " ", "150", " ", ":", "סכום"],
    "סכום: 150 (כולל 17%). טלפון 03-123",
  ],
  [
    "sentence whose brackets are named as they are written",
    ["תודה", " ", ")", "כולל", "(", " ", "סכום"],
    "סכום (כולל) תודה",
  ],
  ["Latin name in a sentence in Hebrew", ["Web", " ", "של", " ", "חשבון"], "חשבון של Web"],
  [
    "quote in Hebrew in a Latin sentence",
    ["It says", " ", "עולם", " ", "שלום", " ", "on the door of the house"],
    "It says שלום עולם on the door of the house",
  ],
])("a %s is read in order", (_what, texts, expected) => {
  expect(read(lineOf(texts))).toBe(expected);
});

test("a row of numbers in a table in Arabic stays under its headers", () => {
  const texts = [
    drawn("الكمية", 50, 700),
    drawn("السعر", 150, 700),
    drawn("البند", 250, 700),
    drawn("2", 60, 680),
    drawn("15.50", 150, 680),
    drawn("قهوة", 250, 680),
    drawn("9", 60, 660),
    drawn("99.00", 150, 660),
  ];
  expect(read(texts)).toBe("البند | السعر | الكمية\nقهوة | 15.50 | 2\n | 99.00 | 9");
});

test("the letters of a browser's file are the letters that a question has", () => {
  const arabic = ["ﻢ", "ﻗ", "ر", " ", "ﻓﺎﺗﻮرة"];
  expect(read(lineOf(arabic))).toBe("فاتورة رقم");
  expect(read(lineOf(["お⽀払い⾦額 12⽉15⽇"]))).toBe("お支払い金額 12月15日");
});
