import { expect, test } from "bun:test";
import { describePart } from "../../src/core/describe-part.ts";
import { splitCaptions } from "../../src/core/captions.ts";
import { textPart } from "../../src/core/reply-part.ts";
import { pictured } from "../outgoing-file.ts";

const PARTS = [textPart("Two cats:"), pictured("One."), pictured()];

test("a caption stays with its picture where the user's messenger shows it there", () => {
  expect(splitCaptions(PARTS, { captions: ["image"], maxCaptionLength: 4 })).toEqual(PARTS);
});

test.each([
  ["none is shown", { captions: [], maxCaptionLength: 1_024 }],
  ["only documents have one", { captions: ["document"], maxCaptionLength: 1_024 }],
  ["it is too long", { captions: ["image"], maxCaptionLength: 3 }],
] as const)("a caption follows its picture as a message of its own where %s", (_, rules) => {
  expect(splitCaptions(PARTS, rules)).toEqual([
    textPart("Two cats:"),
    pictured(),
    textPart("One."),
    pictured(),
  ]);
});

test.each([
  ["image/jpeg", "[picture]"],
  ["audio/ogg; codecs=opus", "[voice note]"],
  ["application/pdf", "[document]"],
  ["application/octet-stream", "[file]"],
])("a file of type %s stands in a history as %s", (contentType, said) => {
  const file = { contentType };
  expect(describePart({ kind: "media", file, caption: null })).toBe(said);
  expect(describePart({ kind: "media", file, caption: "A cat." })).toBe(`${said} A cat.`);
});
