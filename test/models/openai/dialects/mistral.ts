import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Mistral",
  sources: [
    "https://docs.mistral.ai/capabilities/reasoning/",
    "https://github.com/editor-code-assistant/eca/issues/231",
    "https://github.com/partITech/php-mistral/issues/76",
  ],
  answers: [
    {
      shape: "a list of thinking and text",
      body: completion([
        { type: "thinking", thinking: [{ type: "text", text: "Okay, they say hello." }] },
        { type: "text", text: "Hello!" },
      ]),
      text: "Hello!",
    },
    {
      shape: "model_length",
      body: completion("Once upon a", "model_length"),
      text: "Once upon a",
      outcome: "truncated",
    },
    {
      shape: "reasoning within the text",
      body: completion("[THINK]Okay.[/THINK]Hello!"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        object: "error",
        message:
          "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
        type: "invalid_request_prompt",
        param: null,
        code: "3051",
      },
    },
    {
      reason: "credentials",
      status: 401,
      body: { message: "Unauthorized", request_id: "1" },
    },
    {
      reason: "model-missing",
      status: 400,
      body: {
        object: "error",
        message: "Invalid model: m",
        type: "invalid_model",
        param: null,
        code: "1500",
      },
    },
    {
      reason: "rate",
      status: 429,
      body: { message: "Requests rate limit exceeded", object: "error", code: "1300" },
    },
  ],
  refusals: [
    {
      feature: "max_completion_tokens",
      status: 422,
      body: {
        object: "error",
        message: {
          detail: [
            {
              type: "extra_forbidden",
              loc: ["body", "max_completion_tokens"],
              msg: "Extra inputs are not permitted",
              input: 500,
            },
          ],
        },
        type: "invalid_request_error",
        param: null,
        code: null,
      },
    },
    {
      feature: "store",
      status: 422,
      body: {
        detail: [
          {
            type: "extra_forbidden",
            loc: ["body", "store"],
            msg: "Extra inputs are not permitted",
            input: false,
          },
        ],
      },
    },
    {
      feature: "images",
      status: 400,
      body: {
        object: "error",
        message: "Image input is not enabled for this model",
        type: "invalid_request_error",
        param: null,
        code: null,
      },
    },
    {
      feature: "tools",
      status: 400,
      body: {
        object: "error",
        message: "Function calling is not enabled for this model",
        type: "invalid_request_function_call",
        param: null,
        code: "3051",
      },
    },
  ],
};
