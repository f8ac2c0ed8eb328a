import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "vLLM",
  sources: [
    "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
    "https://docs.vllm.ai/en/latest/features/reasoning_outputs.html",
    "https://github.com/vllm-project/vllm/pull/2964",
    "https://github.com/huggingface/chat-ui/issues/1386",
    "https://github.com/1Panel-dev/MaxKB/issues/2912",
  ],
  answers: [
    {
      shape: "reasoning beside the text",
      body: completion("\n\nHello!", "stop", { reasoning_content: "Okay.", reasoning: "Okay." }),
      text: "Hello!",
    },
    { shape: "aborted", body: completion("Once", "abort"), text: "Once", outcome: "truncated" },
    {
      shape: "reasoning cut off by the limit",
      body: completion("<think>\nOkay, they", "length"),
      text: "",
      outcome: "truncated",
    },
    {
      shape: "legacy text",
      body: { object: "text_completion", choices: [{ text: "Hello!", finish_reason: "stop" }] },
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: {
        object: "error",
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 4472 tokens (2472 in the messages, 2000 in the completion). Please reduce the length of the messages or completion.",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
    {
      reason: "too-long",
      status: 400,
      body: {
        error: {
          message:
            "'max_tokens' or 'max_completion_tokens' is too large: 2000. This model's maximum context length is 4096 tokens and your request has 2104 input tokens (2000 > 4096 - 2104).",
          type: "BadRequestError",
          param: "max_tokens",
          code: 400,
        },
      },
    },
    {
      reason: "too-long",
      status: 400,
      body: {
        object: "error",
        message:
          "The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller than the number of text tokens.",
        type: "BadRequestError",
        code: 400,
      },
    },
    {
      reason: "model-missing",
      status: 404,
      body: {
        object: "error",
        message: "The model `m` does not exist.",
        type: "NotFoundError",
        param: null,
        code: 404,
      },
    },
    { reason: "credentials", status: 401, body: { error: "Unauthorized" } },
    {
      reason: "server",
      status: 500,
      body: {
        object: "error",
        message: "EngineCore encountered an issue.",
        type: "InternalServerError",
        code: 500,
      },
    },
  ],
  refusals: [
    {
      feature: "system",
      status: 400,
      body: {
        object: "error",
        message: "System role not supported",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
    {
      feature: "system",
      status: 400,
      body: {
        object: "error",
        message: "Conversation roles must alternate user/assistant/user/assistant/...",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
    {
      feature: "images",
      status: 400,
      body: {
        object: "error",
        message: "At most 0 image(s) may be provided in one request.",
        type: "BadRequestError",
        code: 400,
      },
    },
    {
      feature: "images",
      status: 400,
      body: {
        object: "error",
        message: "meta-llama/Llama-3.1-8B is not a multimodal model",
        type: "BadRequestError",
        code: 400,
      },
    },
    {
      feature: "max_completion_tokens",
      status: 400,
      body: {
        object: "error",
        message:
          "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted', 'input': 800}]",
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
    {
      feature: "tools",
      status: 400,
      body: {
        object: "error",
        message:
          '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
        type: "BadRequestError",
        param: null,
        code: 400,
      },
    },
  ],
};
