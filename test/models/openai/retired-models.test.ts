import { expect, test } from "bun:test";
import { retiredModel } from "../../../src/models/openai/retired-models.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

test.each([
  ["gpt-4-turbo-preview", "was shut down on 2026-03-26: use gpt-6-luna instead."],
  ["gpt-4o", "will be shut down on 2027-01-14: use gpt-6-luna instead."],
  ["gpt-4o-2024-08-06", "will be shut down on 2027-01-14: use gpt-6-luna instead."],
  ["gpt-4o-2024-05-13", "was shut down on 2026-10-23: use gpt-6-luna instead."],
  ["gpt-4-32k-0613", "was shut down on 2025-06-06: use gpt-6-luna instead."],
  ["whisper-1", "will be shut down on 2027-02-26: use gpt-transcribe instead."],
  [
    "gpt-4o-mini-tts",
    "will be shut down on 2027-01-06: use gpt-audio-1.5 with OPENAI_SPEECH_API=chat instead.",
  ],
  ["gpt-audio-mini", "will be shut down on 2027-01-20: use gpt-audio-1.5 instead."],
  ["gpt-image-1", "was shut down on 2026-10-23: use gpt-image-2.6-flare instead."],
])("an operator who still names %s reads when it ends and what to use", (name, fate) => {
  expect(retiredModel(name, NOW)).toBe(`OpenAI's model ${name} ${fate}`);
});

test("a model that was to end has ended from its day on", () => {
  expect(retiredModel("gpt-4o", Date.parse("2027-01-14"))).toContain("was shut down");
});

test.each(["gpt-6-luna", "gpt-6.1-terra", "gpt-transcribe", "llama3.2", "gpt-4o-of-my-own", ""])(
  "%p is nothing to warn of",
  (name) => {
    expect(retiredModel(name, NOW)).toBeNull();
  },
);
