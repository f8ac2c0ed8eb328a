import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { LLMock } from "@copilotkit/aimock";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import { isOpenAiOrigin } from "../../../src/core/openai-origin.ts";
import { createModel } from "../../../src/models/openai/create-model.ts";
import { modelRequest, rejection } from "./upstream.ts";

const openAi = new LLMock({ port: 0, strict: true, auth: { apiKeys: ["sk-test", "none"] } });
beforeAll(() => openAi.start());
afterEach(() => {
  openAi.reset();
});
afterAll(() => openAi.stop());

describe.each(["responses", "chat"] as const)("a model through %s", (api) => {
  const model = (apiKey: string | null = "sk-test") =>
    createModel({
      api,
      model: "gpt-6-luna",
      apiKey,
      baseUrl: `${openAi.url}/v1`,
      maxOutputTokens: null,
    });

  test("answers the last message and knows the earlier ones", async () => {
    openAi.on(
      { userMessage: "How are you?", systemMessage: "Be kind.", turnIndex: 1 },
      { content: "Fine, thanks." },
    );

    expect(await model().respond(modelRequest())).toMatchObject({
      text: "Fine, thanks.",
      outcome: "complete",
      usage: { model: "gpt-6-luna" },
    });
    expect(model().name).toBe("gpt-6-luna");
  });

  test("says when it was cut short", async () => {
    openAi.onMessage("How", { content: "Fine, th", finishReason: "length" });

    expect(await model().respond(modelRequest())).toMatchObject({
      text: "Fine, th",
      outcome: "truncated",
    });
  });

  test("needs no key where the server asks for none", async () => {
    openAi.onMessage("How", { content: "Fine." });

    expect(await model(null).respond(modelRequest())).toMatchObject({ text: "Fine." });
  });

  test("gives up at once with a wrong key", async () => {
    const error = await rejection(model("sk-wrong").respond(modelRequest()));

    expect(error).toBeInstanceOf(PermanentError);
  });

  test("asks an empty account once, and a busy one again when it says", async () => {
    openAi.nextRequestError(429, { code: "insufficient_quota", type: "insufficient_quota" });
    expect(await rejection(model().respond(modelRequest()))).toBeInstanceOf(PermanentError);
    expect(openAi.getRequests()).toHaveLength(1);

    openAi.onMessage("How", {
      error: { message: "slow down", code: "rate_limit_exceeded" },
      status: 429,
      retryAfter: 9,
    });
    const busy = await rejection(model().respond(modelRequest()));
    expect(busy).toBeInstanceOf(TransientError);
    expect(busy).toMatchObject({ code: "rate_limit_exceeded", retryAfterMs: 9_000 });
    expect(openAi.getRequests()).toHaveLength(2);
  });

  test("survives any damage to an answer", async () => {
    openAi.onMessage("How", { content: "Fine." });
    for (const chaos of [
      { dropRate: 1 },
      { malformedRate: 1 },
      { disconnectRate: 1 },
      { rateLimitRate: 1 },
    ]) {
      openAi.setChaos(chaos);
      expect(await rejection(model().respond(modelRequest()))).toBeInstanceOf(TransientError);
    }
    openAi.clearChaos();
    expect(await model().respond(modelRequest())).toMatchObject({ text: "Fine." });
  });
});

test.each([
  [null, true],
  ["https://api.openai.com/v1", true],
  ["https://eu.api.openai.com/v1/", true],
  ["https://api.openai.com.example.net/v1", false],
  ["https://example.net/api.openai.com/", false],
  ["http://localhost:11434/v1", false],
])("%p is OpenAI itself: %p", (baseUrl, isOpenAi) => {
  expect(isOpenAiOrigin(baseUrl)).toBe(isOpenAi);
});
