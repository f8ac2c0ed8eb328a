import { describe, expect, test } from "bun:test";
import { loadConfig } from "../../src/config.ts";
import { configWarnings } from "../../src/config/warnings.ts";
import { minimal } from "./minimal.ts";

describe("what is allowed but hardly meant is warned of", () => {
  test("an open door", () => {
    expect(configWarnings(loadConfig(minimal))).toEqual([
      expect.stringMatching(/everybody who knows the number/),
    ]);
  });

  test("a model that OpenAI retires, with its successor", () => {
    const env = { ...minimal, WHITELISTED_USERS: "+14155550123" };
    expect(configWarnings(loadConfig(env))).toEqual([]);
    expect(configWarnings(loadConfig({ ...env, OPENAI_MODEL: "gpt-4-turbo-preview" }))).toEqual([
      "OPENAI_MODEL is gpt-4-turbo-preview, which was shut down in March 2026: use gpt-6-luna",
    ]);
    expect(configWarnings(loadConfig({ ...env, OPENAI_TRANSCRIPTION_MODEL: "whisper-1" }))).toEqual(
      [
        "OPENAI_TRANSCRIPTION_MODEL is whisper-1, which ends on 26 February 2027: use gpt-transcribe",
      ],
    );
    const elsewhere = { ...env, OPENAI_BASE_URL: "http://localhost:1/v1", OPENAI_MODEL: "gpt-4o" };
    expect(configWarnings(loadConfig(elsewhere))).toEqual([]);
  });
});
