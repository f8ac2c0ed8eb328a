import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { askedPages } from "../../../src/media/documents/asked-pages.ts";
import { choosePassages } from "../../../src/media/documents/passages.ts";
import { formatPages, parsePages } from "../../../src/media/documents/stored-pages.ts";

const FILLER = "The parties agree that the usual conditions of the house remain as they are. ";

/** A book of pages, each of its number and filler, but for those that are given. */
const book = (pageCount: number, special: Readonly<Record<number, string>> = {}) => ({
  pages: Array.from({ length: pageCount }, (_, index) => {
    const page = index + 1;
    return { page, text: special[page] ?? `Chapter ${page}. ${FILLER.repeat(12)}`.trim() };
  }),
  pageCount,
  isCut: false,
});

describe("a stored document", () => {
  test("carries its page marks, and how much of it is missing", () => {
    const pages = [
      { page: 1, text: "one" },
      { page: 2, text: "" },
    ];
    const stored = formatPages({ pages, pageCount: 9, isCut: true });
    expect(stored).toBe("[page 1]\none\n\n[page 2]\n\n[cut after page 2 of 9]");
    expect(parsePages(stored)).toEqual({ pages, pageCount: 9, isCut: true });
  });

  test("names the pages that are pictures", () => {
    const pages = [1, 2, 3].map((page) => ({ page, text: page === 2 ? "two" : "" }));
    const document = { pages, pageCount: 3, isCut: false, unread: [1, 3] };
    const stored = formatPages(document);
    expect(stored).toEndWith("[not read: pages 1, 3]");
    expect(parsePages(stored)).toEqual(document);
  });

  test("of one page is its text alone", () => {
    expect(formatPages(book(1, { 1: "a letter" }))).toBe("a letter");
    expect(parsePages("a letter")).toEqual(book(1, { 1: "a letter" }));
  });

  test("is restored unchanged, even if it imitates our marks", () => {
    const line = fc.oneof(
      fc.constantFrom(
        "[page 1]",
        "[page 2]",
        "\\[page 1]",
        "[cut after page 1 of 9]",
        "[not read: page 2]",
        "",
        "\\",
      ),
      fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", " ")),
    );
    const text = fc.array(line).map((lines) => lines.join("\n").replace(/^\n+|\n+$/g, ""));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), fc.boolean(), (texts, isCut) => {
        const pages = texts.map((each, index) => ({ page: index + 1, text: each }));
        const document = { pages, pageCount: pages.length, isCut };
        expect(parsePages(formatPages(document))).toEqual(document);
      }),
    );
  });
});

describe("a question names pages", () => {
  test.each([
    ["and page 37?", [37]],
    ["Was steht auf Seite 37?", [37]],
    ["¿qué dice la página 37?", [37]],
    ["que diz a pág. 37", [37]],
    ["и что на странице 37?", [37]],
    ["第37页说什么", [37]],
    ["37ページ", [37]],
    ["auf der 37. Seite", [37]],
    ["the 3rd page", [3]],
    ["pp. 3-5", [3, 4, 5]],
    ["Seiten 3 bis 5 und 9", [3, 4, 5, 9]],
    ["pages 3, 7 and 9", [3, 7, 9]],
    ["slide #4", [4]],
    ["the last page", [40]],
    ["page 0, page 41, pages 39-999", [39, 40]],
    ["what happened in 1937?", []],
    ["homepage 3", []],
  ])("%p", (question, pages) => {
    expect(askedPages(question, 40)).toEqual(pages);
  });
});

describe("the text of a document for a question", () => {
  test("is all of a short one", async () => {
    const letter = book(2, { 1: "Dear Ada,", 2: "Yours, Bob" });
    expect(await choosePassages(letter, "who wrote this?", 500)).toEqual({
      text: "[page 1]\nDear Ada,\n\n[page 2]\nYours, Bob",
      isWhole: true,
    });
  });

  test("is of a long one the beginning and what matches, each with its page", async () => {
    const contract = book(60, {
      1: "Lease between Ada and Bob",
      37: `${FILLER}\nKündigungsfristen: three months to the end of a quarter.`,
    });
    const { text, isWhole } = await choosePassages(contract, "Wie ist die Kündigungsfrist?", 3_000);
    expect(isWhole).toBe(false);
    expect(text).toStartWith("[page 1]\nLease between Ada and Bob");
    expect(text).toContain("[…]\n[page 37]\n");
    expect(text).toContain("three months");
  });

  test("is the page that the question names, whatever else it says", async () => {
    const { text } = await choosePassages(book(60), "and page 37?", 3_000);
    expect(text).toContain("[page 37]\nChapter 37.");
  });

  test("is found in scripts without spaces too", async () => {
    const minutes = book(60, { 41: "会議は金曜日の午後三時に始まります。" });
    const { text } = await choosePassages(minutes, "金曜日は何がありますか", 2_000);
    expect(text).toContain("[page 41]");
  });

  test("is from the whole document without a question", async () => {
    const { text } = await choosePassages(book(60), "", 8_000);
    const seen = [...text.matchAll(/\[page (\d+)\]/g)].map(([, page]) => Number(page));
    expect(seen[0]).toBe(1);
    expect(seen.at(-1)).toBe(60);
    expect(seen.filter((page) => page > 20 && page < 40)).not.toEqual([]);
  });

  test("is found again in the stored text", async () => {
    const contract = book(60, { 12: "The deposit is 900 EUR." });
    const stored = parsePages(formatPages(contract));
    const question = "How high is the deposit?";
    expect(await choosePassages(stored, question, 3_000)).toEqual(
      await choosePassages(contract, question, 3_000),
    );
  });

  test("never passes its budget, and cuts no character in two", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 3_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 20 }),
        fc.string({ unit: "grapheme", maxLength: 40 }),
        fc.integer({ min: 0, max: 5_000 }),
        async (texts, question, budget) => {
          const pages = texts.map((each, index) => ({ page: index + 1, text: each }));
          const document = { pages, pageCount: pages.length, isCut: false };
          const { text: chosen } = await choosePassages(document, question, budget);
          expect(chosen.length).toBeLessThanOrEqual(budget);
          expect(chosen.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
