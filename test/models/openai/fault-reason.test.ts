import { describe, expect, test } from "bun:test";
import { reasonOf } from "../../../src/models/openai/fault-reason.ts";
import { refusedFeatures } from "../../../src/models/openai/refused-features.ts";

describe("a fault is known by its words, beside those of the recorded servers:", () => {
  test.each<[number, string, string]>([
    [400, "too-long", "Prompt is too long for this model"],
    [400, "too-long", "Input is too long for requested model."],
    [400, "too-long", "The prompt is longer than the context"],
    [400, "too-long", "context_length_exceeded"],
    [400, "too-long", "Requested tokens (2285) exceed context window of 2048"],
    [500, "too-long", "Prompt exceeds n_ctx"],
    [400, "too-long", "prompt token count of 12000 exceeds the limit of 8000"],
    [
      400,
      "too-long",
      "Your input exceeds the context window of this model. Please adjust your input and try again.",
    ],
    [
      400,
      "too-long",
      "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000",
    ],
    [400, "too-long", "The number of input tokens 9000 exceeds the limit of 8192"],
    [422, "too-long", "sequence length 5000 exceeds maximum of 4096"],
    [400, "too-long", "Total tokens 5000 > 4096"],
    [400, "too-long", "The request size (5000 tokens) exceeds model context window (4096)"],
    [500, "too-long", "input exceeds context length"],
    [400, "too-long", "Prompt length (5000) exceeds the model limit 4096"],
    [400, "too-long", "Message too long"],
    [400, "too-long", "Input length 265330 exceeds the maximum length 262144"],
    [
      400,
      "too-long",
      "string too long. Expected a string with maximum length 1048576, but got a string with length 2000000 instead.",
    ],
    [400, "too-long", "Please shorten your prompt"],
    [400, "too-long", "The messages exceed the token limit"],
    [400, "too-long", "The total tokens of the prompt and the completion exceed the maximum"],
    [413, "too-long", "Payload Too Large"],
    [503, "too-long", "the prompt does not fit into the context"],
    [400, "too-long", "This model supports at most 8192 input tokens, you sent 9000"],
    [402, "billing", "x"],
    [
      403,
      "billing",
      "Your newly created team doesn't have any credits yet. You can purchase those on https://console.x.ai",
    ],
    [429, "billing", "You have run out of credits"],
    [400, "billing", "Not enough balance"],
    [403, "billing", "Your account balance is insufficient"],
    [403, "billing", "Sorry, your account balance is insufficient"],
    [
      412,
      "billing",
      "Account suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices",
    ],
    [429, "billing", "Quota exhausted: please top up your balance"],
    [429, "billing", "The account is in arrears"],
    [400, "billing", "This organization has been disabled due to unpaid invoices"],
    [429, "rate", "Rate limit exceeded, please try again later"],
    [429, "rate", "Quota exceeded for quota metric 'Generate Content API requests per minute'"],
    [401, "credentials", ""],
    [403, "credentials", "Invalid API key"],
    [403, "credentials", "API key expired. Please renew the API key."],
    [500, "server", "Internal Server Error"],
    [500, "server", "CUDA out of memory"],
    [400, "none", "temperature must be between 0 and 2"],
    [400, "none", "Invalid image data"],
    [403, "none", "You do not have permission to use this endpoint"],
    [403, "none", "Country, region, or territory not supported"],
    [403, "refused", "Forbidden"],
    [403, "refused", "Request blocked by Web Application Firewall"],
    [
      400,
      "refused",
      "The response was filtered due to the prompt triggering content management policy",
    ],
    [400, "refused", "Your request was rejected as a result of our safety system."],
    [
      400,
      "none",
      "max_tokens must be less than or equal to 8192, the maximum value for max_tokens is less than the context_window for this model",
    ],
    [404, "model-missing", ""],
    [400, "model-missing", "The model gpt-9 does not exist"],
    [
      400,
      "none",
      "max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for m",
    ],
    [400, "none", "messages.0.content.1.image.source.base64: image exceeds 5 MB maximum"],
    [429, "rate", "Too many tokens, please wait before trying again."],
  ])("%i, %s: %s", (status, reason, message) => {
    expect(reasonOf({ status, code: null, type: null, message }) ?? "none").toBe(reason);
  });
});

describe("a part that a server refuses is known by its words:", () => {
  test.each([
    ["system", "Unsupported role: system"],
    ["system", "system role is not supported"],
    ["system", "This model does not support system messages"],
    ["system", "Unexpected role 'system' after"],
    ["system", "System messages are not allowed"],
    ["system", "role must be one of user, assistant"],
    ["system", "messages.0.role: Input should be 'user' or 'assistant'"],
    ["system", "Model doesn't support system instructions"],
    ["system", "Only user, assistant and tool roles are supported, got system."],
    ["system", "After the optional system message, conversation roles must alternate"],
    ["system", "Jinja template error: Conversation roles must alternate user/assistant"],
    ["none", "This model only supports single turn"],
    ["max_completion_tokens", "unrecognized field max_completion_tokens"],
    ["max_completion_tokens", "max_completion_tokens: Extra inputs are not permitted"],
    ["max_completion_tokens", "Unknown field: max_completion_tokens"],
    [
      "safety_identifier,prompt_cache_key",
      "Unrecognized request arguments supplied: prompt_cache_key, safety_identifier",
    ],
    ["store", "Additional properties are not allowed ('store' was unexpected)"],
    ["images", "This model does not support image inputs"],
    ["images", "Image inputs are not supported by this model"],
    ["images", "image_url is only supported by certain models"],
    ["images", "Content type 'image_url' is not supported"],
    [
      "images,files",
      "invalid type for 'messages.[0].content': expected a string, but got an array",
    ],
    ["images", "Invalid content type. image_url is only supported by certain models."],
    ["images", "Vision is not supported"],
    [
      "max_tokens,max_completion_tokens,max_output_tokens",
      "max_tokens is too large: 9000. This model supports at most 4096 completion tokens.",
    ],
    ["none", "The system met an error and the message was not processed"],
    ["none", "You uploaded an unsupported image format"],
    ["none", "Failed to decode image: not a valid picture"],
  ])("%s: %s", (features, message) => {
    expect(refusedFeatures(null, message).join(",") || "none").toBe(features);
  });
});
