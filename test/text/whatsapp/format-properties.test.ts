import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { cleanText } from "../../../src/text/clean-text.ts";
import { formatWhatsapp } from "../../../src/text/whatsapp/format.ts";
import { splitReply } from "../../../src/text/whatsapp/split.ts";
import { propertyRuns } from "../../property-runs.ts";
import { LITERALS } from "./literal-texts.ts";
import { markdownSample, noise } from "./markdown-texts.ts";
import { readAsWhatsapp, type Shown, shownText } from "./whatsapp-checker.ts";

const withoutSpace = (text: string) => text.replaceAll(/\s+/g, "");
/** Removes spaces, the four markers and invisible characters. */
const ink = (text: string) => text.replaceAll(/[\s*_~`\u2060]+/g, "");
const numbers = (text: string) => text.match(/[\d.,:+/-]*\d/g) ?? [];

function expectInOrder(text: string, words: readonly string[]): void {
  const whole = withoutSpace(text);
  let at = 0;
  for (const word of words) {
    const found = whole.indexOf(withoutSpace(word), at);
    expect({ word, isFound: found >= at }).toEqual({ word, isFound: true });
    at = found + withoutSpace(word).length;
  }
}

const inked = (shown: readonly Shown[]) =>
  shown
    .filter(({ character }) => character.trim() !== "")
    .map(({ character, styles }) => character + Array.from(styles).toSorted().join(""));

// A quote that goes on in the next part begins there again.
const withoutQuotes = (text: string) => text.replaceAll(/^\s*(?:> )+/gm, "");

const styled = fc.constantFrom(
  ..."**bold** __bold too__ ***both*** ~~gone~~ *WhatsApp's* _own_ ~signs~ `co_de` ```more``` **重要**です (**in**)".split(
    " ",
  ),
);
const plain = fc.constantFrom(
  ..."word Wörter 你好 東京 שלום مرحبا ไทย नमस्ते 한국어 Привет 👍🏽 👩‍👩‍👧‍👦 e\u0301 12 3.5€ -7 10:30 1,000".split(
    " ",
  ),
);
const line = fc
  .tuple(
    fc.constantFrom("", "- ", "* ", "> ", "1. ", "007. ", "+ ", "  - ", "a) ", "> - ", "\t"),
    fc.array(fc.oneof(plain, styled, fc.constantFrom(...LITERALS)), { minLength: 1, maxLength: 6 }),
    fc.constantFrom(" ", " ", ", ", "", "; "),
  )
  .map(([start, pieces, between]) => start + pieces.join(between));
/** Texts as models write them, without characters that are displayed as others. */
const answer = fc
  .array(line, { minLength: 1, maxLength: 6 })
  .map((lines) => lines.join("\n"))
  // Two literals side by side may be a link: "[^1]" before "(https://x.y)".
  .filter((text) => !text.includes("](http"));

test("no letter, digit or symbol of an answer is lost or invented, and no number changes", () => {
  fc.assert(
    fc.property(answer, (text) => {
      const formatted = formatWhatsapp(text);
      expect(ink(formatted)).toBe(ink(text));
      expect(ink(shownText(formatted))).toBe(ink(text));
      expect(numbers(ink(formatted))).toEqual(numbers(ink(text)));
    }),
    propertyRuns,
  );
});

test("text without formatting is shown with every character, whatever is beside it", () => {
  const sample = fc
    .tuple(fc.array(plain, { maxLength: 3 }), fc.constantFrom(...LITERALS), fc.array(plain))
    .map((pieces) => pieces.flat().join(" "));
  fc.assert(
    fc.property(sample, (text) => {
      expect(withoutSpace(shownText(formatWhatsapp(text)))).toBe(withoutSpace(text));
    }),
    propertyRuns,
  );
});

test("formatting a formatted text changes nothing, whatever the text", () => {
  const constructs = fc.constantFrom(
    ..."[k](https://l.m) <b>j</b> <br> # ## --- &amp; &lt; \n```py\n \n|a|b|\n|-|-|\n|1|2|\n".split(
      " ",
    ),
  );
  const mixed = fc
    .array(fc.oneof(answer, constructs), { maxLength: 8 })
    .map((all) => all.join(" "));
  fc.assert(
    fc.property(
      fc.oneof(
        answer,
        mixed,
        noise,
        markdownSample.map(({ markdown }) => markdown),
      ),
      (text) => {
        const formatted = formatWhatsapp(text);
        expect(formatWhatsapp(formatted)).toBe(formatted);
        expect(formatted === "").toBe(cleanText(text).trim() === "");
      },
    ),
    propertyRuns,
  );
});

test("a Markdown text shows no stray marker, and every word of it", () => {
  fc.assert(
    fc.property(markdownSample, ({ markdown, words }) => {
      const formatted = formatWhatsapp(markdown);
      const { strays, hasOpenFence } = readAsWhatsapp(formatted);
      expect({ strays, hasOpenFence }).toEqual({ strays: [], hasOpenFence: false });
      expectInOrder(shownText(formatted), words);
    }),
    propertyRuns,
  );
});

test("whatever the text, it stays sendable, fences close, and nothing throws", () => {
  fc.assert(
    fc.property(noise, (markdown) => {
      const formatted = formatWhatsapp(markdown);
      expect(readAsWhatsapp(formatted).hasOpenFence).toBe(false);
      expect(cleanText(formatted)).toBe(formatted);
    }),
    propertyRuns,
  );
});

test("a formatted text looks the same in parts as in one message", () => {
  fc.assert(
    fc.property(markdownSample, fc.integer({ min: 80, max: 300 }), ({ markdown }, maxLength) => {
      const formatted = formatWhatsapp(markdown);
      const readings = splitReply(formatted, maxLength).map((part) => {
        expect(part.length).toBeLessThanOrEqual(maxLength);
        const { strays, hasOpenFence } = readAsWhatsapp(part);
        expect({ strays, hasOpenFence }).toEqual({ strays: [], hasOpenFence: false });
        return readAsWhatsapp(withoutQuotes(part)).shown;
      });
      expect(readings.flatMap(inked)).toEqual(
        inked(readAsWhatsapp(withoutQuotes(formatted)).shown),
      );
    }),
    propertyRuns,
  );
});
