import { expect, test } from "bun:test";
import { indexWords, searchTerms } from "../../src/text/search-words.ts";

const finds = (query: string, text: string) => {
  const words = indexWords(text).split(" ");
  return searchTerms(query).some(({ word, isPrefix }) =>
    words.some((one) => (isPrefix ? one.startsWith(word) : one === word)),
  );
};

test.each([
  ["warranty", "warranties"],
  ["delivery", "deliveries"],
  ["analysis", "analyses"],
  ["expense", "expenses"],
  ["fee", "fees"],
  ["tax", "taxes"],
  ["garantía", "garantías"],
  ["lápiz", "lápices"],
  ["cancelación", "cancelaciones"],
  ["opção", "opções"],
  ["cartão", "cartões"],
  ["viagem", "viagens"],
  ["hotel", "hotéis"],
  ["animal", "animais"],
  ["Zahlung", "Zahlungen"],
  ["Haus", "Häuser"],
  ["bureau", "bureaux"],
  ["возврат", "возвраты"],
  ["возврат", "возврата"],
  ["договор", "договоров"],
  ["доставка", "доставки"],
  ["πελάτης", "πελάτες"],
  ["返品", "商品の返品"],
  ["คืนเงิน", "นโยบายการคืนเงิน"],
])("a question with one form of a word finds a passage with the other: %s, %s", (one, other) => {
  expect(finds(one, other)).toBe(true);
  expect(finds(other, one)).toBe(true);
});

test.each([
  ["hours", "house"],
  ["order", "ordinary"],
  ["AB123", "AB124"],
  ["cat", "category"],
])("but %s does not find %s", (query, text) => {
  expect(finds(query, text)).toBe(false);
});
