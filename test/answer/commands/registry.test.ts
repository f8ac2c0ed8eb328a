import { describe, expect, test } from "bun:test";
import type { Command } from "../../../src/answer/commands/command.ts";
import { COMMANDS } from "../../../src/answer/commands/registry.ts";
import { LANGUAGES } from "../../../src/core/language.ts";
import { foldWord } from "../../../src/text/fold-word.ts";
import { catalogue } from "../../../src/text/sentences.ts";
import { sentencesIn } from "../../text/sentences-in.ts";

const MAX_LENGTH = 1_600;

const wordsOf = ({ languages }: Command, language: (typeof LANGUAGES)[number]) =>
  languages[language].words.map(foldWord);

test("no two commands share the topic by which their replies are known", () => {
  const names = COMMANDS.map(({ name }) => name);
  expect(names).toContain("help");
  expect(new Set(names).size).toBe(names.length);
});

describe.each([...LANGUAGES])("the commands in %s", (language) => {
  const words = COMMANDS.flatMap((command) => wordsOf(command, language));

  test("have words of their own, of which the first is shown", () => {
    for (const command of COMMANDS) expect(wordsOf(command, language)[0]).toMatch(/^\p{L}+$/u);
    expect(new Set(words).size).toBe(words.length);
  });

  test("have no empty sentence, and none that needs a second part", () => {
    for (const { languages } of COMMANDS) {
      for (const text of sentencesIn(languages[language])) {
        expect(text.trim()).not.toBe("");
        expect(text.length).toBeLessThan(MAX_LENGTH);
      }
    }
  });

  test("are all that any sentence of that language names", () => {
    const own = COMMANDS.map(({ languages }) => languages[language]);
    const named = sentencesIn([catalogue[language], own]).flatMap((text) =>
      [...text.matchAll(/(?<![\w*])\/(\p{L}+)/gu)].map((match) => foldWord(match[1] ?? "")),
    );
    const known = new Set([...words, "undefined", "object"]);
    expect(named).toContain(foldWord(words[0] ?? ""));
    expect(named.filter((word) => !known.has(word))).toEqual([]);
  });
});

test("no word means one command in one language and another in another", () => {
  const meaning = new Map<string, Command>();
  for (const command of COMMANDS) {
    for (const word of LANGUAGES.flatMap((language) => wordsOf(command, language))) {
      expect(meaning.get(word) ?? command).toBe(command);
      meaning.set(word, command);
    }
  }
});
