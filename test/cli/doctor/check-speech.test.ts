import { expect, test } from "bun:test";
import { checkOffered } from "../../../src/cli/doctor/check-openai.ts";
import { examine } from "../../../src/cli/doctor/doctor.ts";

const OFFERED = ["gpt-6-luna", "gpt-audio-1.5"];

test.each([
  ["that is offered", "gpt-audio-1.5", OFFERED, true, "ok", null],
  ["that nobody offers", "my-voice", OFFERED, true, "warning", "OPENAI_SPEECH_MODEL"],
  [
    "that OpenAI ends",
    "tts-1",
    null,
    true,
    "warning",
    "use gpt-audio-1.5 with OPENAI_SPEECH_API=chat",
  ],
  ["of that name at another server", "tts-1", ["tts-1"], false, "ok", null],
  ["of a server without a list", "kokoro", null, false, "skipped", null],
] as const)(
  "an operator reads about a model for speech %s",
  (_, name, models, isOpenAi, level, fix) => {
    const missing = { effect: "answers may be sent as text", fix: "set OPENAI_SPEECH_MODEL" };
    const found = checkOffered(name, { models, isOpenAi }, missing);
    expect(found.level).toBe(level);
    if (fix === null) expect(found.fix).toBeNull();
    else expect(found.fix).toContain(fix);
  },
);

test.each([
  ["off", []],
  ["auto", ["skipped"]],
])("speech is examined unless it is off: VOICE_REPLIES=%s", async (voiceReplies, levels) => {
  const found: string[] = [];
  const nowhere = { VOICE_REPLIES: voiceReplies, OPENAI_BASE_URL: "http://127.0.0.1:1/v1" };
  await examine(nowhere, (check, ...findings) => {
    if (check === "speech") found.push(...findings.map(({ level }) => level));
  });
  expect(found).toEqual(levels);
});
