import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "xAI",
  sources: ["https://docs.x.ai/docs/key-information/debugging"],
  answers: [
    {
      shape: "reasoning beside the text",
      body: completion("Hello!", "stop", { reasoning_content: "Okay.", refusal: null }),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        code: "Client specified an invalid argument",
        error:
          "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      },
    },
    {
      reason: "billing",
      status: 429,
      body: {
        code: "Some resource has been exhausted",
        error:
          "Your team 1 has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.",
      },
    },
    {
      reason: "credentials",
      status: 400,
      body: {
        code: "Client specified an invalid argument",
        error:
          "Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.",
      },
    },
  ],
};
