import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "llama.cpp",
  sources: [
    "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md",
    "https://github.com/ggml-org/llama.cpp/pull/15780",
    "https://github.com/oobabooga/textgen/issues/7257",
    "https://github.com/ikawrakow/ik_llama.cpp/pull/2420",
  ],
  answers: [
    {
      shape: "reasoning begun in the prompt",
      body: completion("Okay, they say hello.\n</think>\n\nHello!"),
      text: "Hello!",
    },
    {
      shape: "channels of gpt-oss",
      body: completion(
        "<|channel|>analysis<|message|>Okay.<|end|><|start|>assistant<|channel|>final<|message|>Hello!",
      ),
      text: "Hello!",
    },
    { shape: "its own completion", body: { content: "Hello!", stop: true }, text: "Hello!" },
    { shape: "a token of the template", body: completion("Hello!<|im_end|>"), text: "Hello!" },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        error: {
          code: 400,
          message: "the request exceeds the available context size, try increasing it",
          type: "exceed_context_size_error",
          n_prompt_tokens: 14429,
          n_ctx: 8192,
        },
      },
    },
    {
      reason: "too-long",
      status: 200,
      body: {
        error: {
          code: 400,
          message:
            "the request exceeds the available context size. try increasing the context size or enable context shift",
          type: "exceed_context_size_error",
          n_prompt_tokens: 14429,
          n_ctx: 8192,
        },
      },
    },
    {
      reason: "too-long",
      status: 500,
      body: {
        error: {
          code: 500,
          message: "the request exceeds the available context size",
          type: "server_error",
        },
      },
    },
    {
      reason: "credentials",
      status: 401,
      body: { error: { code: 401, message: "Invalid API Key", type: "authentication_error" } },
    },
    {
      reason: "server",
      status: 503,
      body: { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
    },
  ],
  refusals: [
    {
      feature: "system",
      status: 500,
      body: {
        error: {
          code: 500,
          message:
            "Jinja Exception: System role not supported at row 1, column 83:\n{{ raise_exception('System role not supported') }}",
          type: "server_error",
        },
      },
    },
    {
      feature: "images",
      status: 500,
      body: {
        error: {
          code: 500,
          message:
            "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
          type: "server_error",
        },
      },
    },
    {
      feature: "images",
      status: 500,
      body: {
        error: {
          code: 500,
          message:
            'Failed to parse messages: Unsupported content part type: "image_url"; messages = [\n  {"role": "user"',
          type: "server_error",
        },
      },
    },
    {
      feature: "tools",
      status: 500,
      body: {
        error: { code: 500, message: "tools param requires --jinja flag", type: "server_error" },
      },
    },
  ],
};
