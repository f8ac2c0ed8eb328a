import { expect, test } from "bun:test";
import { examine } from "../../../src/cli/doctor/doctor.ts";

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
