import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { splitReply } from "../../../src/text/whatsapp/split.ts";
import { propertyRuns } from "../../property-runs.ts";
import { cpuTimeOf } from "../../cpu-time.ts";

const sentence = (words: number) => `${"Lorem ".repeat(words - 1)}ipsum.`;

describe("a long answer is split", () => {
  test("not at all when it fits, and its edges are trimmed", () => {
    expect(splitReply("  Hello\n\n* you \n", 20)).toEqual(["Hello\n\n* you"]);
    expect(splitReply("x".repeat(20), 20)).toEqual(["x".repeat(20)]);
  });

  test("into nothing when there is nothing to read", () => {
    expect(splitReply("", 20)).toEqual([]);
    expect(splitReply(" \n\t\n ".repeat(20), 20)).toEqual([]);
  });

  test("at the end of a paragraph", () => {
    const [one, two] = ["First.\nStill first. First.", "Second. Second again."];
    expect(splitReply(`${one}\n\n${two}`, 40)).toEqual([one, two]);
    expect(splitReply(`${one}\n \n\n${two}`, 40)).toEqual([one, two]);
  });

  test("else at the end of a line", () => {
    const list = ["- one item. And more", "- two items. And more", "- three items. And more"];
    expect(splitReply(list.join("\n"), 50)).toEqual([list.slice(0, 2).join("\n"), list[2] ?? ""]);
  });

  test("else at the end of a sentence", () => {
    expect(splitReply("One is one. Is two two? It is. Three is free.", 32)).toEqual([
      "One is one. Is two two? It is.",
      "Three is free.",
    ]);
    expect(splitReply("東京は大きい。人口は多い。空は青い。", 14)).toEqual([
      "東京は大きい。人口は多い。",
      "空は青い。",
    ]);
  });

  test("else between words, also where words are written without spaces", () => {
    expect(splitReply("one two three four five", 14)).toEqual(["one two three", "four five"]);
    expect(splitReply("東京大阪、京都", 4)).toEqual(["東京", "大阪、", "京都"]);
    expect(splitReply("ภาษาไทยเป็นภาษา", 9)).toEqual(["ภาษาไทย", "เป็นภาษา"]);
  });

  test("else between characters as users see them", () => {
    expect(splitReply("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 23)).toEqual(["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]);
    expect(splitReply("🇩🇪🇫🇷🇮🇹", 6)).toEqual(["🇩🇪", "🇫🇷", "🇮🇹"]);
    expect(splitReply("e\u0301e\u0301e\u0301", 3)).toEqual(["e\u0301", "e\u0301", "e\u0301"]);
  });

  test("never in an address on the web that fits into a part", () => {
    const url = "https://example.com/search?q=Is+it?Yes!&page=2";
    expect(splitReply(`Look here: ${url}. Good luck!`, 52)).toEqual([
      "Look here:",
      `${url}.`,
      "Good luck!",
    ]);
    expect(splitReply(`看这里${url}，祝你好运`, 47)).toEqual(["看这里", `${url}，`, "祝你好运"]);
  });

  test("never in an address without a space before it, or with a foreign word in it", () => {
    const url = "https://ja.wikipedia.org/wiki/東京都庁舎前駅";
    expect(splitReply(`(source:${url})`, 42)).toEqual(["(source:", `${url})`]);
    expect(splitReply(`見る ${url}`, 38)).toEqual(["見る", url]);
  });

  test("in an address only when it is longer than a part", () => {
    expect(splitReply(`https://example.com/${"👍🏽".repeat(4)}`, 30)).toEqual([
      "https://example.com/👍🏽👍🏽",
      "👍🏽👍🏽",
    ]);
  });

  test("in a character only when it alone is longer than a part, and then between code points", () => {
    expect(splitReply("👩‍👩‍👧‍👦", 4)).toEqual(["👩‍", "👩‍", "👧‍", "👦"]);
    expect(splitReply("\u0600https://a.b/c d", 14)).toEqual(["\u0600https://a.b/c", "d"]);
  });

  test("without a heading on its own", () => {
    const parts = splitReply(`*Heading*\n\n${sentence(3)} ${sentence(3)} ${sentence(4)}`, 35);
    expect(parts).toEqual([`*Heading*\n\n${sentence(3)}`, sentence(3), sentence(4)]);
  });

  test("not after the number of a list's item", () => {
    expect(splitReply("Here is all I know of it. 1. Everything", 30)).toEqual([
      "Here is all I know of it.",
      "1. Everything",
    ]);
  });
});

describe("a cut closes the formatting that it interrupts, and the next part reopens it", () => {
  test("bold, italics and strike", () => {
    const inner = "one two three four five six seven eight";
    expect(splitReply(`- *_${inner} nine ten_*`, 50)).toEqual([`- *_${inner}_*`, "*_nine ten_*"]);
  });

  test("a fence, whose lines keep their indent", () => {
    const code = ["def answer():", "    if asked:", "        return 42", "    return None"];
    expect(splitReply(`\`\`\`\n${code.join("\n")}\n\`\`\``, 50)).toEqual([
      `\`\`\`\n${code.slice(0, 2).join("\n")}\n\`\`\``,
      `\`\`\`\n${code.slice(2).join("\n")}\n\`\`\``,
    ]);
  });

  test("a quote", () => {
    expect(splitReply("> One two three four five six seven eight nine ten.", 40)).toEqual([
      "> One two three four five six seven",
      "> eight nine ten.",
    ]);
  });

  test("and leaves no empty formatting on either side", () => {
    const fence = "```\ncode that is whole\n```";
    expect(splitReply(`Some words before it\n\n${fence}\n\nand after it`, 50)).toEqual([
      "Some words before it",
      `${fence}\n\nand after it`,
    ]);
  });
});

const url = fc
  .stringMatching(/^[a-z0-9/?=&._!-]{0,20}$/)
  .map((path) => `https://example.com/${path}z`);
const piece = fc.oneof(
  fc.constantFrom(
    " ",
    "  ",
    "\n",
    "\n\n",
    ". ",
    "? ",
    "\t",
    "\r\n",
    "\u00a0",
    "1. ",
    "*",
    "(",
    "。",
  ),
  fc.constantFrom(
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "👍🏽",
    "e\u0301",
    "😀",
    "नमस्ते",
    "한국어",
    "\u200f",
    "\ud83d",
    "\udc4d",
    "\u0600",
  ),
  fc.constantFrom("東京都は日本の首都", "ภาษาไทย", "שלום", "مرحبا"),
  fc.lorem({ maxCount: 4 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  url.map((address) => ` ${address} `),
);
const anyText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
const anyLength = fc.integer({ min: 2, max: 120 });

/** The text without white space and without what a cut may close and open again. */
const withoutAdded = (text: string) => text.replaceAll(/[\s*_~`>]+/g, "");

/** Returns the cuts between two parts without white space, which could separate words. */
function hardCuts(text: string, parts: readonly string[]): number[] {
  const cuts: number[] = [];
  let at = 0;
  for (const part of parts) {
    if (at > 0 && text.startsWith(part, at)) cuts.push(at);
    at = text.indexOf(part, at) + part.length;
  }
  return cuts;
}

describe("whatever the text", () => {
  test("every part fits, is trimmed, and nothing but white space is lost", () => {
    fc.assert(
      fc.property(anyText, anyLength, (text, maxLength) => {
        const parts = splitReply(text, maxLength);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(maxLength);
          expect(part).not.toBe("");
          expect(part.trim()).toBe(part);
        }
        expect(withoutAdded(parts.join(""))).toBe(withoutAdded(text));
      }),
      propertyRuns,
    );
  });

  test("no character is cut that fits into a part", () => {
    const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });
    fc.assert(
      fc.property(anyText, anyLength, (text, maxLength) => {
        for (const cut of hardCuts(text, splitReply(text, maxLength))) {
          expect(
            /[\ud800-\udbff]$/.test(text.slice(0, cut)) && /^[\udc00-\udfff]/.test(text.slice(cut)),
          ).toBe(false);
          const { index, segment } = clusters.segment(text).containing(cut) ?? {
            index: 0,
            segment: "",
          };
          if (segment.length <= maxLength) expect(index).toBe(cut);
        }
      }),
      propertyRuns,
    );
  });

  test("no address is cut that fits into a part, and no word", () => {
    const word = fc.oneof(url, fc.stringMatching(/^[a-z]{1,40}[.?!]?$/));
    const prose = fc.array(fc.tuple(word, fc.constantFrom(" ", "\n", "\n\n")), { maxLength: 60 });
    fc.assert(
      fc.property(prose, fc.integer({ min: 42, max: 120 }), (words, maxLength) => {
        const text = words.flat().join("");
        expect(splitReply(text, maxLength).flatMap((part) => part.split(/\s+/))).toEqual(
          words.map(([one]) => one),
        );
      }),
      propertyRuns,
    );
  });
});

test.each([
  ["one word", "x".repeat(1_000_000)],
  ["one character", `e${"\u0301".repeat(1_000_000)}`],
  ["sentences without spaces", "?".repeat(1_000_000)],
  ["half an address after the other", "https://".repeat(125_000)],
  ["white space", `a${" ".repeat(1_000_000)}b`],
])("a megabyte of %s is split in no time", (_, text) => {
  expect(cpuTimeOf(() => splitReply(text, 1600))).toBeLessThan(3_000);
});
