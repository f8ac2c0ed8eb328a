import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { cleanText } from "../../src/text/clean-text.ts";

const everything = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom("\r\n", "\r", " \n", "\0", "\ud83d", "\udc4d", "\ufffe", "\uffff", "\u0085"),
    ),
  )
  .map((pieces) => pieces.join(""));

test("text that a chat can show stays unchanged", () => {
  const text =
    "*Hi* 👩‍👩‍👧‍👦 👍🏽 🇩🇪\n\t- שלום \u200f\u202bمرحبا\u202c\n\n```\n  code\n```\n東京\u200b ½ \ufffd";
  expect(cleanText(text)).toBe(text);
});

test("line breaks of any kind are one kind, and no line ends in spaces", () => {
  expect(cleanText("a\r\nb\rc\u0085d\fe  \n\t\n  f \t\n\n ")).toBe("a\nb\nc\nd\ne\n\n  f");
});

test("characters that XML and Twilio refuse are removed without a gap", () => {
  expect(cleanText("a\0b\u001bc\u007fd\u009fe\ufffef\uffffg\u{1fffe}h")).toBe("abcdefgh");
  expect(cleanText("half \ud83d an \udc4d emoji, whole 👍")).toBe("half  an  emoji, whole 👍");
});

test("whatever the text, nothing unsendable is left and cleaning twice changes nothing", () => {
  fc.assert(
    fc.property(everything, (text) => {
      const clean = cleanText(text);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/[\p{Noncharacter_Code_Point}]|(?![\n\t])\p{Cc}|[^\S\n]\n|\s$/u);
      expect(cleanText(clean)).toBe(clean);
    }),
  );
});

test("every sendable character stays, except spaces at ends", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(cleanText(text)).toBe(text.trimEnd());
    }),
  );
});
