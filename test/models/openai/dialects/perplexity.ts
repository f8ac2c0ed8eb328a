import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Perplexity",
  sources: [
    "https://docs.perplexity.ai/",
    "https://github.com/perplexityai/api-discussion/issues/209",
  ],
  answers: [
    {
      shape: "a stream that repeats the whole text",
      body: [
        '{"model":"m","choices":[{"delta":{"content":""},"message":{"content":"Hel"}}]}',
        '{"model":"m","choices":[{"delta":{"content":""},"message":{"content":"Hello!"},"finish_reason":"stop"}]}',
      ]
        .map((event) => `data: ${event}\n\n`)
        .join(""),
      text: "Hello!",
    },
    {
      shape: "reasoning within the text",
      body: completion("<think>\nOkay.\n</think>\n\nHello!"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "credentials",
      status: 401,
      body: "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n</html>",
    },
    {
      reason: "billing",
      status: 401,
      body: openAiError(
        "You exceeded your current quota, please check your plan and billing details.",
        {
          type: "insufficient_quota",
          code: 401,
        },
      ),
    },
  ],
};
