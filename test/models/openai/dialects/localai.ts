import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "LocalAI",
  sources: [
    "https://localai.io/features/text-generation/",
    "https://github.com/mudler/LocalAI/issues/868",
  ],
  answers: [
    { shape: "finish_reason empty", body: completion("Hello!", ""), text: "Hello!" },
    {
      shape: "tokens of the template",
      body: completion("Hello!<|im_end|>\n<|im_start|>user\nAnd now?"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 500,
      body: {
        error: {
          code: 500,
          message:
            "rpc error: code = Internal desc = the request exceeds the available context size, try increasing it",
          type: "",
        },
      },
    },
    {
      reason: "model-missing",
      status: 500,
      body: {
        error: {
          code: 404,
          message: "model 'm' not found",
          type: "model_not_found",
        },
      },
    },
  ],
};
