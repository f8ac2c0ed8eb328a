import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Ollama",
  sources: [
    "https://github.com/ollama/ollama/blob/main/docs/openai.md",
    "https://github.com/ollama/ollama/blob/main/docs/api.md",
  ],
  answers: [
    {
      shape: "reasoning within the text",
      body: completion("<think>\nOkay.\n</think>\n\nHello!"),
      text: "Hello!",
    },
    {
      shape: "its own chat",
      body: {
        model: "m",
        message: { role: "assistant", content: "Hello!", thinking: "Okay." },
        done: true,
        done_reason: "stop",
      },
      text: "Hello!",
    },
    {
      shape: "its own stream, line by line",
      body: [
        '{"model":"m","message":{"role":"assistant","content":"Hel"},"done":false}',
        '{"model":"m","message":{"role":"assistant","content":"lo!"},"done":false}',
        '{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}\n',
      ].join("\n"),
      text: "Hello!",
    },
    { shape: "generate", body: { model: "m", response: "Hello!", done: true }, text: "Hello!" },
    { shape: "finish_reason load", body: completion("Hello!", "load"), text: "Hello!" },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: openAiError("prompt too long; exceeded max context length by 812 tokens"),
    },
    {
      reason: "too-long",
      status: 500,
      body: openAiError("the input length exceeds the context length", { type: "api_error" }),
    },
    {
      reason: "model-missing",
      status: 404,
      body: openAiError('model "m" not found, try pulling it first', { type: "not_found_error" }),
    },
    {
      reason: "server",
      status: 500,
      body: openAiError("llama runner process has terminated: exit status 2", {
        type: "api_error",
      }),
    },
  ],
  refusals: [
    {
      feature: "images",
      status: 500,
      body: openAiError("this model is missing data required for image input", {
        type: "api_error",
      }),
    },
    {
      feature: "tools",
      status: 400,
      body: openAiError("registry.ollama.ai/library/gemma3:latest does not support tools", {
        type: "api_error",
      }),
    },
  ],
};
