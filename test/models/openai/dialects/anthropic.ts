import { type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Anthropic",
  sources: [
    "https://docs.anthropic.com/en/api/openai-sdk",
    "https://docs.anthropic.com/en/api/errors",
  ],
  answers: [
    {
      shape: "content blocks",
      body: {
        type: "message",
        role: "assistant",
        model: "m",
        content: [
          { type: "thinking", thinking: "Okay, they say hello.", signature: "x" },
          { type: "text", text: "Hello!" },
        ],
        stop_reason: "end_turn",
        usage: { input_tokens: 10, output_tokens: 5 },
      },
      text: "Hello!",
    },
    {
      shape: "max_tokens",
      body: {
        type: "message",
        content: [{ type: "text", text: "Once upon a" }],
        stop_reason: "max_tokens",
      },
      text: "Once upon a",
      outcome: "truncated",
    },
    {
      shape: "its own stream",
      body: [
        'event: message_start\ndata: {"type":"message_start","message":{"content":[]}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Okay."}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello!"}}',
        'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}',
        'event: message_stop\ndata: {"type":"message_stop"}\n',
      ].join("\n\n"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        type: "error",
        error: {
          type: "invalid_request_error",
          message: "prompt is too long: 213462 tokens > 200000 maximum",
        },
      },
    },
    {
      reason: "too-long",
      status: 400,
      body: {
        type: "error",
        error: {
          type: "invalid_request_error",
          message:
            "input length and `max_tokens` exceed context limit: 174167 + 64000 > 200000, decrease input length or `max_tokens` and try again",
        },
      },
    },
    {
      reason: "too-long",
      status: 413,
      body: {
        type: "error",
        error: { type: "request_too_large", message: "Request exceeds the maximum size" },
      },
    },
    {
      reason: "billing",
      status: 400,
      body: {
        type: "error",
        error: {
          type: "invalid_request_error",
          message:
            "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
        },
      },
    },
    {
      reason: "credentials",
      status: 401,
      body: {
        type: "error",
        error: { type: "authentication_error", message: "invalid x-api-key" },
      },
    },
    {
      reason: "server",
      status: 529,
      body: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    },
  ],
  refusals: [
    {
      feature: "system",
      status: 400,
      body: {
        type: "error",
        error: {
          type: "invalid_request_error",
          message:
            'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
        },
      },
    },
  ],
};
