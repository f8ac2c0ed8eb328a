import { describe, expect, test } from "bun:test";
import { readBudget } from "../../../src/answer/commands/read-budget.ts";
import { readUser } from "../../../src/answer/commands/read-user.ts";
import { setBudget } from "../../../src/answer/commands/set-budget.ts";
import { readLanguage } from "../../../src/answer/commands/set-language.ts";
import type { Language } from "../../../src/core/language.ts";

test.each<[string, Language | null]>([
  ["en español, por favor", "es"],
  ["to Spanish", "es"],
  ["Castellano (España)", "es"],
  ["português do Brasil", "pt"],
  ["Brazilian Portuguese", "pt"],
  ["🇧🇷 Português", "pt"],
  ["pt-BR", "pt"],
  ["es_MX", "es"],
  ["inglés", "en"],
  ["English please!", "en"],
  ["French", null],
  ["English or Spanish", null],
  ["es una pregunta", null],
  ["how do I say hello in Spanish?", null],
])("a language is read as people name it: %s", (text, language) => {
  expect(readLanguage(text)).toBe(language);
});

test.each(["K7XW9C", "k7xw9c", "“K7XW9C”", "*K7XW9C*.", "`K7XW9C`", "#K7XW9C", "K7X-W9C 🙏"])(
  "a user's code is read as owners write it: %s",
  (text) => {
    expect(readUser(text)).toEqual({ code: "K7XW9C" });
  },
);

test("a user's number is read as phones copy it", () => {
  for (const text of ["\u202a+34 600 111 222\u202c", "(+34) 600-111-222", "0034600111222!"])
    expect(readUser(text)).toEqual({ address: "whatsapp:+34600111222" });
});

describe("a budget is read as owners write it:", () => {
  const { en, es, pt } = setBudget.languages;
  const words = ["off", "day", "month"].map((name) => [
    name,
    [en, es, pt].flatMap((language) => Reflect.get(language, name)),
  ]);
  const read = (text: string) => readBudget(text, Object.fromEntries(words));
  const five = 5_000_000_000n;
  test.each<[string, "daily" | "monthly" | null, bigint | null | "unread"]>([
    ["K7XW9C 5", null, five],
    ["K7XW9C $ 5", null, five],
    ["K7XW9C USD 5", null, five],
    ["K7XW9C 5 dollars a day", "daily", five],
    ["K7XW9C $5/month", "monthly", five],
    ["K7XW9C 5 / day", "daily", five],
    ["K7XW9C 5 al mes", "monthly", five],
    ["K7XW9C 5 por mês.", "monthly", five],
    ["K7XW9C monthly 5", "monthly", five],
    ["K7XW9C ５", null, five],
    ["K7XW9C 5.", null, five],
    ["K7XW9C 0,50 por día", "daily", five / 10n],
    ["K7XW9C month off", "monthly", null],
    ["K7XW9C no limit", null, null],
    ["K7XW9C sin límite", null, null],
    ["K7XW9C sem limite por mês", "monthly", null],
    ["K7XW9C 1.000", null, "unread"],
    ["K7XW9C 1,000", null, "unread"],
    ["K7XW9C 5€", null, "unread"],
  ])("%s", (text, period, amount) => {
    expect(read(text)).toEqual({ user: "K7XW9C", period, amount });
  });

  test("the digits of a number are none", () => {
    expect(read("+34 600 111 222 5")).toMatchObject({ user: "+34 600 111 222", amount: five });
    expect(read("K7XW9C")).toBeNull();
  });
});
