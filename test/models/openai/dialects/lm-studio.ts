import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "LM Studio",
  sources: [
    "https://lmstudio.ai/docs/app/api/endpoints/openai",
    "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/237",
    "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/546",
    "https://github.com/Mintplex-Labs/anything-llm/issues/2914",
  ],
  answers: [
    {
      shape: "reasoning within the text",
      body: completion("<think>Okay.</think>Hello!"),
      text: "Hello!",
    },
    { shape: "finish_reason missing", body: completion("Hello!", undefined), text: "Hello!" },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        error:
          "Trying to keep the first 15857 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input",
      },
    },
    {
      reason: "too-long",
      status: 400,
      body: {
        error:
          "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input.",
      },
    },
    {
      reason: "too-long",
      status: 200,
      body: 'event: error\ndata: {"error":{"message":"Trying to keep the first 6547 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough."}}\n\n',
    },
    {
      reason: "model-missing",
      status: 404,
      body: openAiError("No models loaded. Please load a model in the developer page.", {
        code: "model_not_found",
      }),
    },
  ],
  refusals: [
    {
      feature: "system",
      status: 400,
      body: { error: "Only user and assistant roles are supported!. Error Data: n/a" },
    },
    {
      feature: "images",
      status: 400,
      body: openAiError("Model does not support images. Please use a model that does."),
    },
  ],
};
