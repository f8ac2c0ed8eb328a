import { describe, expect, test } from "bun:test";
import { type Language, LANGUAGES } from "../../src/core/language.ts";
import { catalogue, createSentencesFor } from "../../src/text/sentences.ts";
import { sentencesIn } from "./sentences-in.ts";

const MAX_LENGTH = 1_600;

describe.each([...LANGUAGES])("the catalogue of %s", (language: Language) => {
  const sentences = catalogue[language];

  test("has no empty sentence, and none that needs a second part", () => {
    for (const text of sentencesIn(sentences)) {
      expect(text.trim()).not.toBe("");
      expect(text.length).toBeLessThan(MAX_LENGTH);
    }
  });

  test("states its language", () => {
    expect(sentences.language).toBe(language);
  });
});

test("a user without a language, or with a removed one, reads the bot's", () => {
  const sentencesFor = createSentencesFor("pt");
  expect(sentencesFor(null)).toBe(catalogue.pt);
  expect(sentencesFor("tlh")).toBe(catalogue.pt);
  expect(sentencesFor("es")).toBe(catalogue.es);
});
