import { expect, test } from "bun:test";
import { wordsOfPart } from "../../../src/core/reply-part.ts";
import { speakParts } from "../../../src/answer/reply/speak-parts.ts";

const FILE = {
  contentType: "audio/ogg; codecs=opus",
  name: "answer.ogg",
  bytes: new Uint8Array(1),
};
const LONG = Array.from({ length: 9 }, (_, index) => `${index} ${"word ".repeat(15).trim()}`);

function partsOf(above: string[], below: string[], maxParts = 3) {
  const rules = { maxPartLength: 100, maxParts, buttons: 0 };
  const made = speakParts(FILE, { above, below }, { choices: [], inWords: "(more)" }, rules);
  const shown = (part: Parameters<typeof wordsOfPart>[0]) =>
    part.kind === "media" ? "VOICE" : wordsOfPart(part);
  return made && { parts: made.parts.map(shown), held: made.held.map(shown) };
}

test("a voice note alone is the whole answer", () => {
  expect(partsOf([], [""])).toEqual({ parts: ["VOICE"], held: [] });
});

test("a greeting comes before the voice note, and links after it", () => {
  expect(partsOf(["Hello!"], ["https://a.example"])).toEqual({
    parts: ["Hello!", "VOICE", "https://a.example"],
    held: [],
  });
});

test("a long text below is held after as many parts as may be sent, and offered", () => {
  const made = partsOf([], [LONG.join("\n\n")]);
  expect(made?.parts).toHaveLength(3);
  expect(made?.parts[0]).toBe("VOICE");
  const offers = [...(made?.parts ?? []), ...(made?.held ?? [])].map((one) =>
    one.endsWith("(more)"),
  );
  // The third part, and then every third of those that are held, but not the last.
  expect(offers).toEqual([false, false, true, false, false, true, false, false, true, false]);
});

test("where one part may be sent, an answer that needs a text beside its sound is not spoken", () => {
  expect(partsOf([], [], 1)).toEqual({ parts: ["VOICE"], held: [] });
  expect(partsOf([], ["https://a.example"], 1)).toBeNull();
  expect(partsOf(["Hello!"], [], 1)).toBeNull();
});
