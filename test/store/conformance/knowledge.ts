import { expect, test } from "bun:test";
import type { FileOutcome } from "../../../src/store/knowledge.ts";
import { indexWords, searchTerms } from "../../../src/text/search-words.ts";
import type { Setup } from "./setup.ts";

const passage = (text: string, page: number | null = null, heading: string | null = null) => ({
  page,
  heading,
  text,
  words: indexWords(text),
});
const ready = (passages: number): FileOutcome => ({
  state: "ready",
  format: "pdf",
  pages: 1,
  passages,
  isCut: false,
});

/** The documents that answers may use. */
export function testKnowledge(setup: () => Setup): void {
  const begin = (path: string, sha256 = "00") =>
    setup().store.beginFile({ path, size: 1, mtimeMs: 1, sha256 });

  async function read(path: string, ...texts: string[]): Promise<number> {
    const { store } = setup();
    const id = await begin(path);
    expect(
      await store.addPassages(
        id,
        0,
        texts.map((text, at) => passage(text, at + 1)),
      ),
    ).toBe(true);
    expect(await store.finishFile(id, ready(texts.length))).toBe(true);
    return id;
  }
  const search = (query: string, limit = 5) =>
    setup().store.searchPassages(searchTerms(query), limit);
  const found = async (query: string) =>
    (await search(query)).map(({ path, page }) => `${path} ${page}`);
  const rows = async (table: string) =>
    Number((await setup().query(`SELECT count(*) AS total FROM ${table}`))[0]?.["total"]);

  test("a document is found by its words in any case, form and accent, with its page", async () => {
    await read(
      "hotel.pdf",
      "Breakfast is served from 7:00.",
      "Das Frühstück kostet 12 Euro.",
      "Straße",
    );
    expect(await search("BREAKFASTS")).toEqual([
      {
        path: "hotel.pdf",
        format: "pdf",
        page: 1,
        heading: null,
        text: "Breakfast is served from 7:00.",
      },
    ]);
    expect(await found("fruhstuck")).toEqual(["hotel.pdf 2"]);
    expect(await found("STRASSE")).toEqual(["hotel.pdf 3"]);
    expect(await found("dinner")).toEqual([]);
  });

  test("writing without spaces is found by a part of it", async () => {
    await read(
      "shop.md",
      "退款政策：七天内可以退款。",
      "営業時間は九時からです。",
      "환불은 7일 이내에 가능합니다.",
      "ร้านเปิดเก้าโมง",
    );
    expect(await found("退款")).toEqual(["shop.md 1"]);
    expect(await found("政")).toEqual(["shop.md 1"]);
    expect(await found("営業時間")).toEqual(["shop.md 2"]);
    expect(await found("환불")).toEqual(["shop.md 3"]);
    expect(await found("가능합니다")).toEqual(["shop.md 3"]);
    expect(await found("เปิด")).toEqual(["shop.md 4"]);
  });

  test("the passage with the rarer words comes first, and no more come than were asked for", async () => {
    await read(
      "terms.pdf",
      "The order, the delivery and the order.",
      "The warranty of the order lasts two years.",
      "The order and the invoice.",
      "The order of the day.",
    );
    expect(await found("the order warranty")).toHaveLength(4);
    expect((await found("the order warranty"))[0]).toBe("terms.pdf 2");
    expect(await search("the order", 2)).toHaveLength(2);
  });

  test("a word of most passages is left out, unless nothing else is asked for", async () => {
    await read("long.pdf", ...Array.from({ length: 1_001 }, () => "the order"));
    await read("zoo.pdf", "the zebra");
    for (const _ of ["counted", "remembered"]) {
      expect(await found("the zebra")).toEqual(["zoo.pdf 1"]);
      expect(await search("the order", 3)).toHaveLength(3);
      expect((await search("the", 3)).every(({ text }) => text.startsWith("the"))).toBe(true);
    }
    await read("more.pdf", "the lion");
    expect(await found("the lion")).toEqual(["more.pdf 1"]);
  });

  test("nothing that a user writes is an operator of the search", async () => {
    await read("a.txt", "alpha beta", "near or not and");
    for (const query of [
      `"`,
      `'`,
      `alpha" OR "x`,
      "alpha')); --",
      "NEAR(alpha beta)",
      "words:alpha",
      "alpha & !beta",
      "a*",
      "^alpha",
      "\\",
      ":*",
      "\0alpha",
      "\ud800",
      "alpha <-> beta",
      "(",
      "-alpha",
      "{alpha}",
      "?",
      "$1",
      "+?",
    ]) {
      expect(await search(query)).toBeArray();
    }
    expect(await found(`"alpha" AND 'gamma'`)).toContain("a.txt 1");
    expect(await found("NOT")).toEqual(["a.txt 2"]);
    expect(await found("!?")).toEqual([]);
  });

  test("a file is found once it is read, and its new contents replace the old ones at once", async () => {
    const { store } = setup();
    expect(await store.hasPassages()).toBe(false);
    const first = await begin("price.md");
    await store.addPassages(first, 0, [passage("It costs ten.")]);
    expect(await found("costs")).toEqual([]);
    await store.finishFile(first, ready(1));
    expect(await store.hasPassages()).toBe(true);
    const second = await begin("price.md", "01");
    await store.addPassages(second, 0, [passage("It costs twenty.")]);
    expect((await search("costs")).map(({ text }) => text)).toEqual(["It costs ten."]);
    await store.finishFile(second, ready(1));
    expect((await search("costs")).map(({ text }) => text)).toEqual(["It costs twenty."]);
  });

  test("a removed file is not found from then on, and is deleted piece by piece", async () => {
    const { store } = setup();
    const kept = await read("kept.md", "one word");
    const gone = await read("gone.md", "one word", "two words", "three words");
    await store.removeFile(gone);
    expect(await found("word")).toEqual(["kept.md 1"]);
    expect(await store.deletePassages(2)).toBe(true);
    expect([await rows("knowledge_passages"), await rows("knowledge_words")]).toEqual([2, 2]);
    while (await store.deletePassages(2));
    expect([await rows("knowledge_passages"), await rows("knowledge_words")]).toEqual([1, 1]);
    expect((await store.knowledgeFiles()).map(({ id }) => id)).toEqual([kept]);
    expect(await found("word")).toEqual(["kept.md 1"]);
  });

  test("a server that was overtaken adds nothing to a file that another one removed", async () => {
    const { store } = setup();
    const id = await begin("late.md");
    await store.removeFile(id);
    expect(await store.addPassages(id, 0, [passage("late")])).toBe(false);
    expect(await store.finishFile(id, ready(1))).toBe(false);
    expect(await rows("knowledge_words")).toBe(0);
  });

  test("a file keeps its passages under a new name, and an unreadable one its reason", async () => {
    const { store } = setup();
    const id = await read("old.md", "a word");
    await store.noteFile(id, { path: "new name.md", size: 2, mtimeMs: 3 });
    expect(await found("word")).toEqual(["new name.md 1"]);
    const bad = await begin("bad.pdf");
    await store.finishFile(bad, { state: "unreadable", reason: "encrypted" });
    expect(await store.knowledgeFiles()).toMatchObject([
      { path: "bad.pdf", state: "unreadable", reason: "encrypted", passages: 0, isCut: false },
      { path: "new name.md", state: "ready", size: 2, mtimeMs: 3, passages: 1, format: "pdf" },
    ]);
  });
}
