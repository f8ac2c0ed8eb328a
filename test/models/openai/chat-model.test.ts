import { afterEach, beforeEach, expect, test } from "bun:test";
import { TransientError } from "../../../src/core/errors.ts";
import { createChatModel } from "../../../src/models/openai/chat-model.ts";
import { createModel, type ModelSettings } from "../../../src/models/openai/create-model.ts";
import { createRequestSender } from "../../../src/models/openai/request.ts";
import { modelRequest, rejection, startUpstream, type Upstream } from "./upstream.ts";

let upstream: Upstream;
let answer: unknown;

beforeEach(() => {
  answer = chosen({ finish_reason: "stop", message: { content: "Fine." } });
  upstream = startUpstream(() => Response.json(answer));
});
afterEach(() => upstream.stop());

const model = (over: Partial<ModelSettings> = {}) =>
  createModel({
    api: "chat",
    model: "llama",
    apiKey: null,
    baseUrl: upstream.baseUrl,
    maxOutputTokens: null,
    ...over,
  });

const chosen = (choice: unknown) => ({ model: "llama:8b", choices: [choice] });

const messages = [
  { role: "system", content: "Be kind." },
  { role: "user", content: "Hello" },
  { role: "assistant", content: "Hi!" },
  { role: "user", content: "How are you?" },
];

test("a compatible server is sent nothing but what every server knows", async () => {
  await model({ maxOutputTokens: 500 }).respond(modelRequest());
  await model().respond(modelRequest());

  expect(upstream.paths[0]).toBe("/v1/chat/completions");
  expect(upstream.bodies).toEqual([
    { model: "llama", messages, max_tokens: 500 },
    { model: "llama", messages },
  ]);
});

test("a server that wants the newer name of the limit gets it", async () => {
  await model({ maxOutputTokens: 500, maxTokensField: "max_completion_tokens" }).respond(
    modelRequest(),
  );

  expect(upstream.bodies).toEqual([{ model: "llama", messages, max_completion_tokens: 500 }]);
});

test("OpenAI itself is told the hashed keys", async () => {
  const { baseUrl } = upstream;
  const openAi = createChatModel(
    {
      model: "gpt-6-luna",
      provider: "openai",
      maxOutputTokens: 500,
      capabilities: { vision: true, files: true },
      maxTokensField: "max_completion_tokens",
      isOpenAi: true,
    },
    createRequestSender({ apiKey: "sk-test", baseUrl, timeoutMs: 5_000 }),
  );

  await openAi.respond(modelRequest());

  expect(upstream.bodies).toEqual([
    {
      model: "gpt-6-luna",
      messages,
      max_completion_tokens: 500,
      safety_identifier: "u-hash",
      prompt_cache_key: "c-hash",
    },
  ]);
});

test("a stopped answer is complete, with the upstream's model and its token counts", async () => {
  answer = {
    ...chosen({ finish_reason: "stop", message: { content: " Fine.\n", refusal: null } }),
    usage: {
      prompt_tokens: 30,
      prompt_tokens_details: { cached_tokens: 20 },
      completion_tokens: 5,
      total_tokens: 35,
    },
  };

  expect(await model().respond(modelRequest())).toEqual({
    kind: "answer",
    text: "Fine.",
    outcome: "complete",
    usage: {
      kind: "model",
      provider: new URL(upstream.baseUrl).host,
      model: "llama:8b",
      tokens: { promptTokens: 30, completionTokens: 5, totalTokens: 35, cachedTokens: 20 },
    },
  });
});

test("a server that counts little is believed as far as it counts", async () => {
  const fine = chosen({ finish_reason: "stop", message: { content: "Fine." } });
  answer = { ...fine, usage: {} };
  expect(await model().respond(modelRequest())).toMatchObject({ usage: { tokens: null } });

  answer = { ...fine, usage: { prompt_tokens: 3, completion_tokens: 4 } };
  expect(await model().respond(modelRequest())).toMatchObject({
    usage: {
      tokens: { promptTokens: 3, completionTokens: 4, totalTokens: 7, cachedTokens: 0 },
    },
  });
});

test.each([
  ["length", { content: "Once upon" }, "truncated", "Once upon"],
  ["length", { content: null }, "truncated", ""],
  ["content_filter", { content: "Once upon" }, "refused", ""],
  ["length", { content: "<think>Once upon" }, "truncated", ""],
  ["stop", { content: null, refusal: "I cannot." }, "refused", "I cannot."],
  ["refusal", { content: "I cannot." }, "refused", "I cannot."],
])("finish_reason %p never passes for what it is not", async (...row) => {
  const [finish_reason, message, outcome, text] = row;
  answer = chosen({ finish_reason, message });

  expect(await model().respond(modelRequest())).toMatchObject({ outcome, text });
});

test.each([
  ["empty text", chosen({ finish_reason: "stop", message: { content: "" } })],
  ["no text", chosen({ finish_reason: "stop", message: {} })],
  ["text of a wrong type", chosen({ finish_reason: "stop", message: { content: {} } })],
  ["a strange finish_reason and no text", chosen({ finish_reason: "tired", message: {} })],
  [
    "reasoning alone",
    chosen({ finish_reason: "stop", message: { content: null, reasoning_content: "Hm." } }),
  ],
  ["nothing behind its reasoning", chosen({ message: { content: "<think>Hm.</think>" } })],
  ["no choice", { choices: [] }],
  ["no choices", {}],
  ["no object", "Hi"],
])("an answer with %s is no answer, and asked for again", async (_, body) => {
  answer = body;

  const error = await rejection(model().respond(modelRequest()));

  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ code: "malformed" });
});
