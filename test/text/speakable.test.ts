import { describe, expect, test } from "bun:test";
import { cpuTimeOf } from "../cpu-time.ts";
import { en } from "../../src/text/sentences/en.ts";
import { es } from "../../src/text/sentences/es.ts";
import { pt } from "../../src/text/sentences/pt.ts";
import { toSpeakable } from "../../src/text/speakable.ts";

const spoken = (markdown: string) => toSpeakable(markdown, en.speech).spoken;

test.each([
  ["bold and italics", "It is **very** *good*, and ***both***.", "It is very good, and both."],
  ["a heading", "## Tomorrow\nIt rains.", "Tomorrow.\nIt rains."],
  ["a list", "- milk\n* bread\n+ eggs", "milk.\nbread.\neggs."],
  ["a list of tasks", "- [ ] milk\n- [x] bread", "milk.\nbread."],
  ["a numbered list", "1. First\n2. Second", "1. First.\n2. Second."],
  ["a quotation", "> To be, or not\n> to be", "To be, or not.\nto be."],
  ["a rule", "Above\n\n---\n\nBelow", "Above.\nBelow."],
  ["code within a sentence", "Type `git status` now.", "Type git status now."],
  [
    "what only looks like markup",
    "2 * 3 * 4 = 24, snake_case_name",
    "2 * 3 * 4 = 24, snake_case_name.",
  ],
  ["sums without spaces", "5*3=15, 2*3=6, (5*3)*2 and 2**3", "5*3=15, 2*3=6, (5*3)*2 and 2**3."],
  ["bold within words", "re**do** it, **한국어**는, ***a** b*", "redo it, 한국어는, a b."],
  ["verses in italics", "*One line,\nand another.*", "One line,\nand another."],
  ["footnotes and prices", "It is \\$5.[^1]\n\n[^1]: As of May.", "It is $5.\nAs of May."],
  ["escaped signs", String.raw`A \*star\* here`, "A *star* here."],
  ["struck text", "Come at ~~nine~~ ten.", "Come at nine ten."],
  ["emoji", "Hello 👋🏽 Ana 👩‍👩‍👧 🇵🇪 1️⃣!", "Hello Ana!"],
  ["signs that are read", "© 2026 Café ™", "© 2026 Café ™."],
  ["HTML", "<b>Bold</b><br>and <i>more</i> &amp; more", "Bold.\nand more & more."],
  ["an image", "![A cat](https://a.example/cat.png)", "A cat."],
  ["an address of mail", "Write to [Ana](mailto:ana@example.org).", "Write to Ana."],
  ["nothing but emoji", "🎉🎉", ""],
  ["nothing but marks", "***", ""],
])("%s is read aloud as a person would", (_, markdown, expected) => {
  expect(spoken(markdown)).toBe(expected);
});

describe.each([
  [
    "en",
    en,
    "See the map (see the link below), or the link below.",
    "The code is in the text below.",
    "The table is in the text below.",
    "Sources:\nSee the link below.",
  ],
  [
    "es",
    es,
    "See the map (mira el enlace de abajo), or el enlace de abajo.",
    "El código está en el texto de abajo.",
    "La tabla está en el texto de abajo.",
    "Sources:\nMira el enlace de abajo.",
  ],
  [
    "pt",
    pt,
    "See the map (veja o link abaixo), or o link abaixo.",
    "O código está no texto abaixo.",
    "A tabela está no texto abaixo.",
    "Sources:\nVeja o link abaixo.",
  ],
] as const)("in %s", (_, { speech }, withLinks, withCode, withTable, withSources) => {
  test("a link becomes a mention, and is sent", () => {
    const text = "See [the map](https://a.example/x_(y)?q=1), or https://b.example/z.";
    expect(toSpeakable(text, speech)).toEqual({
      spoken: withLinks,
      links: ["the map: https://a.example/x_(y)?q=1", "https://b.example/z"],
      isWhole: true,
    });
  });

  test("a list of sources becomes one mention", () => {
    const text = "Sources:\nhttps://a.example\n<https://b.example>";
    const { spoken: said, links } = toSpeakable(text, speech);
    expect(said).toBe(withSources);
    expect(links).toEqual(["https://a.example", "https://b.example"]);
  });

  test("a block of code becomes a mention, and the text is sent", () => {
    expect(toSpeakable("```js\nlet a = 1;\n```", speech)).toEqual({
      spoken: withCode,
      links: [],
      isWhole: false,
    });
  });

  test("a large table becomes a mention, and a small one is read", () => {
    const row = "| 1 | 2 |\n";
    const head = "| A | B |\n|---|---|\n";
    expect(toSpeakable(head + row.repeat(9), speech)).toMatchObject({
      spoken: withTable,
      isWhole: false,
    });
    expect(toSpeakable(head + row, speech)).toMatchObject({
      spoken: "A: 1.\nB: 2.",
      isWhole: true,
    });
  });
});

test("a code block that is never closed hides nothing before it", () => {
  expect(spoken("Before\n```\nlet a")).toBe("Before.\nThe code is in the text below.");
});

test.each(["**a ", "_a ", "[a](", "`", "<b>", "https://", "~~", "![", "| a ", "*a_b*"])(
  "a hostile answer of %p costs no more than its length",
  (piece) => {
    const text = piece.repeat(20_000);
    expect(cpuTimeOf(() => toSpeakable(text, en.speech))).toBeLessThan(1_500);
  },
);
