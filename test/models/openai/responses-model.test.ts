import { afterEach, beforeEach, expect, test } from "bun:test";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import { createModel } from "../../../src/models/openai/create-model.ts";
import { modelRequest, rejection, startUpstream, type Upstream } from "./upstream.ts";
import { textTurn } from "../../turns.ts";

let upstream: Upstream;
let answer: unknown;

beforeEach(() => {
  upstream = startUpstream(() => Response.json(answer));
});
afterEach(() => upstream.stop());

const model = (maxOutputTokens: number | null = null) =>
  createModel({
    api: "responses",
    model: "gpt-6-luna",
    apiKey: "sk-test",
    baseUrl: upstream.baseUrl,
    maxOutputTokens,
  });

const said = (...content: unknown[]) => [{ type: "message", role: "assistant", content }];
const text = (value: string) => ({ type: "output_text", text: value, annotations: [] });
const refusal = (value: string) => ({ type: "refusal", refusal: value });
const completed = (output: unknown) => ({
  object: "response",
  model: "gpt-6-luna-2026-07-07",
  status: "completed",
  output,
});

test("the request holds the conversation, the hashed keys, and nothing that is stored", async () => {
  answer = completed(said(text("Fine.")));

  await model(500).respond(modelRequest());

  expect(upstream.paths).toEqual(["/v1/responses"]);
  expect(upstream.bodies).toEqual([
    {
      model: "gpt-6-luna",
      store: false,
      instructions: "Be kind.",
      input: [
        { role: "user", content: "Hello" },
        { role: "assistant", content: "Hi!" },
        { role: "user", content: "How are you?" },
      ],
      max_output_tokens: 500,
      safety_identifier: "u-hash",
      prompt_cache_key: "c-hash",
    },
  ]);
});

test("without a limit none is sent, and half an emoji does not spoil the request", async () => {
  answer = completed(said(text("Fine.")));

  await model().respond(modelRequest({ turns: [textTurn("user", "cut \uD83D")] }));

  expect(upstream.bodies[0]).not.toHaveProperty("max_output_tokens");
  expect(upstream.bodies[0]).toHaveProperty("input.0.content", "cut \uFFFD");
});

test("a completed answer is complete, with the upstream's model and its token counts", async () => {
  answer = {
    ...completed([{ type: "reasoning", summary: [] }, ...said(text("Fine, "), text("thanks.\n"))]),
    usage: {
      input_tokens: 30,
      input_tokens_details: { cached_tokens: 20 },
      output_tokens: 5,
      total_tokens: 35,
    },
  };

  expect(await model().respond(modelRequest())).toEqual({
    kind: "answer",
    text: "Fine, thanks.",
    outcome: "complete",
    usage: {
      kind: "model",
      provider: new URL(upstream.baseUrl).host,
      model: "gpt-6-luna-2026-07-07",
      tokens: { promptTokens: 30, completionTokens: 5, totalTokens: 35, cachedTokens: 20 },
    },
  });
});

test("what the model says on its way is not part of the answer", async () => {
  answer = completed([
    { type: "message", phase: "commentary", content: [text("Let me think.")] },
    { type: "message", phase: "final_answer", content: [text("42")] },
  ]);

  expect(await model().respond(modelRequest())).toMatchObject({
    text: "42",
    usage: { tokens: null },
  });
});

test.each([
  ["max_output_tokens", said(text("Once upon")), "truncated", "Once upon"],
  ["max_output_tokens", [], "truncated", ""],
  [undefined, said(text("Once upon")), "truncated", "Once upon"],
  ["content_filter", said(text("Once upon")), "refused", ""],
])("an answer that is incomplete for %p never passes as a whole one", async (...row) => {
  const [reason, output, outcome, value] = row;
  answer = { ...completed(output), status: "incomplete", incomplete_details: { reason } };

  expect(await model().respond(modelRequest())).toMatchObject({ outcome, text: value });
});

test.each(["completed", "incomplete"])(
  "a refusal is refused in its own words, %s",
  async (status) => {
    answer = { ...completed(said(text("I "), refusal("I cannot help with that."))), status };

    expect(await model().respond(modelRequest())).toMatchObject({
      outcome: "refused",
      text: "I cannot help with that.",
    });
  },
);

test.each([
  ["server_error", TransientError],
  ["rate_limit_exceeded", TransientError],
  [undefined, TransientError],
  ["invalid_prompt", PermanentError],
  ["insufficient_quota", PermanentError],
])("a failure for %p is asked again only when that may help", async (code, kind) => {
  answer = { ...completed([]), status: "failed", error: { code, message: "a secret" } };

  const error = await rejection(model().respond(modelRequest()));

  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ code: code ?? "failed" });
  expect(String(error)).not.toContain("secret");
});

test.each([
  ["no text", completed([])],
  ["blank text", completed(said(text(" \n")))],
  ["text of a wrong type", completed(said({ type: "output_text", text: 7 }))],
  ["incomplete without text or reason", { ...completed([]), status: "incomplete" }],
  ["a status to come and no text", { ...completed([]), status: "in_progress" }],
  ["no text but reasoning", completed([{ type: "reasoning", summary: [text("Hm.")] }])],
  ["no object", null],
  ["a list", []],
])("an answer with %s is no answer, and asked for again", async (_, body) => {
  answer = body;

  const error = await rejection(model().respond(modelRequest()));

  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ code: "malformed" });
});
