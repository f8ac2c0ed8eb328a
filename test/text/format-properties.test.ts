import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { cleanText } from "../../src/text/clean-text.ts";
import { formatWhatsapp } from "../../src/text/format-whatsapp.ts";
import { splitReply } from "../../src/text/split-reply.ts";
import { propertyRuns } from "../property-runs.ts";
import { markdownSample, noise } from "./markdown-texts.ts";
import { readAsWhatsapp, type Shown } from "./whatsapp-checker.ts";

const withoutSpace = (text: string) => text.replaceAll(/\s+/g, "");

function expectInOrder(text: string, words: readonly string[]): void {
  const whole = withoutSpace(text);
  let at = 0;
  for (const word of words) {
    const found = whole.indexOf(withoutSpace(word), at);
    expect({ word, isFound: found >= at }).toEqual({ word, isFound: true });
    at = found + withoutSpace(word).length;
  }
}

const visible = (shown: readonly Shown[]) => shown.map(({ character }) => character).join("");

const inked = (shown: readonly Shown[]) =>
  shown
    .filter(({ character }) => character.trim() !== "")
    .map(({ character, styles }) => character + Array.from(styles).toSorted().join(""));

// A quote that goes on in the next part begins there again.
const withoutQuotes = (text: string) => text.replaceAll(/^> /gm, "");

test("a Markdown text shows no stray marker, and every word of it", () => {
  fc.assert(
    fc.property(markdownSample, ({ markdown, words }) => {
      const { shown, strays, hasOpenFence } = readAsWhatsapp(formatWhatsapp(markdown));
      expect({ strays, hasOpenFence }).toEqual({ strays: [], hasOpenFence: false });
      expectInOrder(visible(shown), words);
    }),
    propertyRuns,
  );
});

test("what Markdown takes for plain characters is formatted by no reading of the rules", () => {
  const literal = fc
    .array(fc.constantFrom(..."*_~`*_~`ab1. (>-“好".split(""), "> ", "👍🏽"), { maxLength: 40 })
    .map((characters) => characters.join("").trim());
  fc.assert(
    fc.property(literal, (text) => {
      const markdown = text.replaceAll(/[!-/:-@[-`{-~]/g, "\\$&");
      for (const strict of [true, false]) {
        const { shown } = readAsWhatsapp(formatWhatsapp(markdown), strict);
        expect(shown.filter(({ styles }) => styles !== "")).toEqual([]);
      }
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

test("in parts, a formatted text shows what it showed in one", () => {
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
