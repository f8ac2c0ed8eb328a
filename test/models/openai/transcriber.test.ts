import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { createTranscriber } from "../../../src/models/openai/transcriber.ts";
import { type ModelUpstream, startModelUpstream } from "../../model-upstream.ts";
import { rejection } from "./upstream.ts";

const path = join(import.meta.dir, "../../fixtures/voice-note.ogg");
const signal = new AbortController().signal;
let upstream: ModelUpstream;
afterEach(() => upstream.stop());

const hear = (heard: string | (() => Response), language: string | null = null) => {
  upstream = startModelUpstream();
  upstream.hears(heard);
  const { baseUrl } = upstream;
  const transcriber = createTranscriber({
    model: "gpt-transcribe",
    apiKey: "k",
    baseUrl,
    language,
  });
  return transcriber.transcribe({ path, format: "ogg", signal });
};
const refusing = (status: number, error: Record<string, unknown>) => () =>
  Response.json({ error: { message: "No.", ...error } }, { status });

test("a recording is sent under a name that tells its format, and its words come back", async () => {
  expect(await hear(" Hello. ", "de")).toMatchObject({ text: "Hello." });
  expect(upstream.recordings).toEqual([
    { name: "recording.ogg", size: 9_226, model: "gpt-transcribe", language: "de" },
  ]);
});

test.each([
  ["by the second", { type: "duration", seconds: 3.2 }, { audioMs: 3_200, tokens: null }],
  [
    "by the token",
    { type: "tokens", input_tokens: 30, output_tokens: 5, total_tokens: 35 },
    { audioMs: null, tokens: { totalTokens: 35 } },
  ],
  ["in no way that it tells", undefined, { audioMs: null, tokens: null }],
  ["by seconds without end", { seconds: 1e300 }, { audioMs: null }],
])("a service that bills %s is quoted so", async (_what, usage, counted) => {
  const heard = await hear(() => Response.json({ text: "Hello.", usage }));
  const { host: provider } = new URL(upstream.baseUrl);
  expect(heard?.usage).toMatchObject({
    kind: "transcription",
    provider,
    model: "gpt-transcribe",
    ...counted,
  });
});

test("nothing said is nothing heard", async () => {
  expect(await hear("  ")).toMatchObject({ text: "" });
});

test.each([
  ["no audio", refusing(400, { type: "invalid_request_error", code: null })],
  ["too short", refusing(400, { code: "audio_too_short" })],
  ["too large", refusing(413, {})],
])("a file that is %s cannot be heard", async (_what, answer) => {
  expect(await hear(answer)).toBeNull();
});

test.each([
  ["a refused key", refusing(401, { code: "invalid_api_key" }), "PermanentError"],
  ["an unknown model", refusing(404, { code: "model_not_found" }), "PermanentError"],
  ["an empty account", refusing(429, { code: "insufficient_quota" }), "PermanentError"],
  ["too many requests", refusing(429, { code: "rate_limit_exceeded" }), "TransientError"],
  ["an answer without text", () => Response.json({}), "TransientError"],
])("%s is the service's fault, not the file's", async (_what, answer, name) => {
  expect(await rejection(hear(answer))).toMatchObject({ name });
});
