import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "LiteLLM",
  sources: [
    "https://docs.litellm.ai/docs/exception_mapping",
    "https://docs.litellm.ai/docs/proxy/users",
    "https://github.com/kortix-ai/suna/issues/172",
  ],
  answers: [
    {
      shape: "reasoning beside the text",
      body: completion("Hello!", "stop", {
        reasoning_content: "Okay.",
        thinking_blocks: [{ type: "thinking", thinking: "Okay." }],
      }),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        error: {
          message:
            "litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException - This model's maximum context length is 8192 tokens.",
          type: null,
          param: null,
          code: "400",
        },
      },
    },
    {
      reason: "billing",
      status: 400,
      body: {
        error: {
          message: "Budget has been exceeded! Current cost: 20.1, Max budget: 20.0",
          type: "budget_exceeded",
          param: null,
          code: "400",
        },
      },
    },
    {
      reason: "credentials",
      status: 401,
      body: {
        error: {
          message: "Authentication Error, Invalid proxy server token passed.",
          type: "auth_error",
          param: "None",
          code: "401",
        },
      },
    },
    {
      reason: "model-missing",
      status: 400,
      body: {
        error: {
          message:
            "/chat/completions: Invalid model name passed in model=m. Call `/v1/models` to view available models for your key.",
          type: "invalid_request_error",
          param: "None",
          code: "400",
        },
      },
    },
  ],
  refusals: [
    {
      feature: "store",
      status: 400,
      body: {
        error: {
          message:
            "litellm.UnsupportedParamsError: groq does not support parameters: ['store'], for model=m.",
          type: "None",
          param: null,
          code: "400",
        },
      },
    },
    {
      feature: "tools",
      status: 400,
      body: {
        error: {
          message:
            "litellm.UnsupportedParamsError: perplexity does not support parameters: ['tools'], for model=m.",
          type: "None",
          param: null,
          code: "400",
        },
      },
    },
  ],
};
