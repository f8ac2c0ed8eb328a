import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Azure OpenAI",
  sources: [
    "https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter",
    "https://learn.microsoft.com/azure/ai-services/openai/reference",
  ],
  answers: [
    {
      shape: "filter results beside the text",
      body: {
        ...completion("Hello!"),
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      },
      text: "Hello!",
    },
    {
      shape: "content_filter",
      body: completion("Once upon", "content_filter"),
      text: "",
      outcome: "refused",
    },
  ],
  faults: [
    {
      reason: "refused",
      status: 400,
      body: openAiError(
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
        { type: null, param: "prompt", code: "content_filter", status: 400 },
      ),
    },
    {
      reason: "credentials",
      status: 401,
      body: {
        statusCode: 401,
        message: "Unauthorized. Access token is missing, invalid, or expired.",
      },
    },
    {
      reason: "model-missing",
      status: 404,
      body: openAiError("The API deployment for this resource does not exist.", {
        code: "DeploymentNotFound",
      }),
    },
    {
      reason: "rate",
      status: 429,
      body: openAiError(
        "Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current pricing tier. Please retry after 10 seconds.",
        { code: "429" },
      ),
    },
  ],
  refusals: [
    {
      feature: "prompt_cache_key",
      status: 400,
      body: openAiError("Unrecognized request argument supplied: prompt_cache_key"),
    },
    {
      feature: "store",
      status: 400,
      body: openAiError("Unknown parameter: 'store'.", {
        param: "store",
        code: "unknown_parameter",
      }),
    },
    {
      feature: "safety_identifier",
      status: 400,
      body: openAiError("Unknown parameter: 'safety_identifier'.", {
        param: "safety_identifier",
        code: "unknown_parameter",
      }),
    },
  ],
};
