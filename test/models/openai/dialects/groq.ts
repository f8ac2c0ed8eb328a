import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Groq",
  sources: [
    "https://console.groq.com/docs/errors",
    "https://console.groq.com/docs/openai",
    "https://console.groq.com/docs/reasoning",
  ],
  answers: [
    {
      shape: "reasoning within the text",
      body: completion("<think>\nOkay.\n</think>\n\nHello!"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: openAiError("Please reduce the length of the messages or completion.", {
        param: "messages",
        code: "context_length_exceeded",
      }),
    },
    {
      reason: "too-long",
      status: 413,
      body: openAiError(
        "Request too large for model `openai/gpt-oss-120b` in organization `org_1` service tier `on_demand` on tokens per minute (TPM): Limit 8000, Requested 9000, please reduce your message size and try again.",
        { type: "tokens", code: "rate_limit_exceeded" },
      ),
    },
    {
      reason: "rate",
      status: 429,
      body: openAiError(
        "Rate limit reached for model `m` on tokens per day (TPD): Limit 200000, Used 199000, Requested 2000. Please try again in 7m12s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing",
        { type: "tokens", code: "rate_limit_exceeded" },
      ),
    },
    {
      reason: "credentials",
      status: 401,
      body: openAiError("Invalid API Key", { code: "invalid_api_key" }),
    },
  ],
  refusals: [
    {
      feature: "images",
      status: 400,
      body: openAiError("messages[3].content must be a string"),
    },
    {
      feature: "store",
      status: 400,
      body: openAiError("property 'store' is unsupported"),
    },
    {
      feature: "tools",
      status: 400,
      body: openAiError("`tool calling` is not supported with this model"),
    },
  ],
};
