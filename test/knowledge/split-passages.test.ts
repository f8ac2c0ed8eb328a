import { expect, test } from "bun:test";
import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { splitPassages } from "../../src/knowledge/split-passages.ts";
import type { DocumentFormat } from "../../src/media/documents/document-text.ts";

const split = (text: string, format: DocumentFormat = "markdown") => [
  ...splitPassages([{ page: 1, text }], format, 1),
];

test("each passage is cited by the nearest heading above it", () => {
  const body = "Words of it. ".repeat(30).trim();
  const found = split(`Before.\n# Terms\n## Delivery\n${body}\n## Returns\n${body}\n\nMore.`);
  expect(found.map(({ heading, page }) => [heading, page])).toEqual([
    ["Delivery", null],
    ["Returns", null],
  ]);
});

test("a passage never spans two pages, and a text document of one page has no page number", () => {
  const pages = [
    { page: 3, text: "three" },
    { page: 4, text: "four" },
  ];
  expect([...splitPassages(pages, "pdf", 9)].map(({ page, text }) => [page, text])).toEqual([
    [3, "three"],
    [4, "four"],
  ]);
  expect(split("one", "docx")[0]?.page).toBeNull();
  expect(split("one", "pdf")[0]?.page).toBe(1);
});

test("no word of any text is lost, and no passage is too long", () => {
  const piece = oneof(
    string({ unit: "binary", maxLength: 50 }),
    constantFrom(
      "\n",
      "# Title\n",
      "x".repeat(1_300),
      "字".repeat(2_000),
      "A sentence. ",
      "\u{1F600}",
    ),
  );
  assert(
    property(array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("").replaceAll("\0", "").toWellFormed();
      const found = split(text);
      const bare = (whole: string) => whole.replaceAll(/\s+/g, "");
      expect(bare(found.map((one) => one.text).join(""))).toBe(bare(text));
      for (const one of found) {
        expect(one.text.length).toBeLessThanOrEqual(1_200);
        expect(one.text.isWellFormed()).toBe(true);
      }
    }),
  );
});
