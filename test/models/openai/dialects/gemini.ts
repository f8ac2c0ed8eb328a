import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Gemini",
  sources: [
    "https://ai.google.dev/gemini-api/docs/openai",
    "https://ai.google.dev/gemini-api/docs/troubleshooting",
    "https://github.com/n4ze3m/page-assist/issues/406",
    "https://github.com/agent0ai/agent-zero/issues/403",
  ],
  answers: [
    {
      shape: "candidates",
      body: {
        candidates: [
          {
            content: {
              role: "model",
              parts: [{ text: "Okay, they say hello.", thought: true }, { text: "Hello!" }],
            },
            finishReason: "STOP",
          },
        ],
      },
      text: "Hello!",
    },
    {
      shape: "thought within the text",
      body: completion("<thought>Okay.</thought>Hello!"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: [
        {
          error: {
            code: 400,
            message:
              "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).",
            status: "INVALID_ARGUMENT",
          },
        },
      ],
    },
    {
      reason: "credentials",
      status: 400,
      body: [
        {
          error: {
            code: 400,
            message: "API key not valid. Please pass a valid API key.",
            status: "INVALID_ARGUMENT",
          },
        },
      ],
    },
    {
      reason: "rate",
      status: 429,
      body: [
        {
          error: {
            code: 429,
            message:
              "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. Please retry in 44s.",
            status: "RESOURCE_EXHAUSTED",
          },
        },
      ],
    },
    {
      reason: "model-missing",
      status: 404,
      body: [
        {
          error: {
            code: 404,
            message: "models/m is not found for API version v1main",
            status: "NOT_FOUND",
          },
        },
      ],
    },
    {
      reason: "server",
      status: 503,
      body: [
        {
          error: {
            code: 503,
            message: "The model is overloaded. Please try again later.",
            status: "UNAVAILABLE",
          },
        },
      ],
    },
  ],
  refusals: [
    {
      feature: "system",
      status: 400,
      body: [
        {
          error: {
            code: 400,
            message: "Developer instruction is not enabled for models/gemma-3-27b-it",
            status: "INVALID_ARGUMENT",
          },
        },
      ],
    },
    {
      feature: "tools",
      status: 400,
      body: [
        {
          error: {
            code: 400,
            message: "Function calling is not enabled for models/gemma-3-27b-it",
            status: "INVALID_ARGUMENT",
          },
        },
      ],
    },
  ],
};
