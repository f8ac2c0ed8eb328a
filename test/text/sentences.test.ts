import { describe, expect, test } from "bun:test";
import { foldWord } from "../../src/text/fold-word.ts";
import { type Language, LANGUAGES } from "../../src/core/language.ts";
import { catalogue, type Sentences, speaking } from "../../src/text/sentences.ts";

const MAX_LENGTH = 1_600;

/** Every sentence of a catalogue; those that take something are given figures. */
function sentencesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") {
    const used = { messages: 1_000, tokens: 200_000 };
    return [String(Reflect.apply(value, null, [used, used]))];
  }
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(sentencesIn);
  return [];
}

const wordsIn = ({ commands }: Sentences) =>
  Object.values(commands).flatMap(({ words }) => words.map(foldWord));

describe.each([...LANGUAGES])("the catalogue of %s", (language: Language) => {
  const sentences = catalogue[language];

  test("has no empty sentence, and none that needs a second part", () => {
    for (const text of sentencesIn(sentences)) {
      expect(text.trim()).not.toBe("");
      expect(text.length).toBeLessThan(MAX_LENGTH);
    }
  });

  test("has a word of its own for every command", () => {
    expect(new Set(wordsIn(sentences)).size).toBe(wordsIn(sentences).length);
    for (const { words } of Object.values(sentences.commands)) expect(words[0]).toBeDefined();
  });

  test("names only commands that it has", () => {
    const named = sentencesIn(sentences).flatMap((text) =>
      [...text.matchAll(/(?<![\w*])\/(\p{L}+)/gu)].map((match) => foldWord(match[1] ?? "")),
    );
    const known = new Set([...wordsIn(sentences), "undefined", "object"]);
    expect(named.filter((word) => !known.has(word))).toEqual([]);
  });
});

test("no word means one command in one language and another in another", () => {
  const meaning = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const [name, { words }] of Object.entries(catalogue[language].commands)) {
      for (const word of words.map(foldWord)) {
        expect(meaning.get(word) ?? name).toBe(name);
        meaning.set(word, name);
      }
    }
  }
});

test("who chose no language, or one that is no more, reads the bot's", () => {
  const sentencesFor = speaking("pt");
  expect(sentencesFor(null)).toBe(catalogue.pt);
  expect(sentencesFor("tlh")).toBe(catalogue.pt);
  expect(sentencesFor("es")).toBe(catalogue.es);
});
