import { completion, openAiError, stream, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Gateways and routers",
  sources: [
    "https://github.com/decolua/9router/issues/3492",
    "https://github.com/decolua/9router/issues/2727",
    "https://github.com/BerriAI/litellm/issues/25766",
    "https://github.com/unslothai/unsloth/issues/6570",
    "https://github.com/router-for-me/CLIProxyAPI/issues/3352",
    "https://github.com/Augustas11/macprovider/issues/743",
    "https://github.com/songquanpeng/one-api/issues/1270",
    "https://github.com/QuantumNous/new-api/issues/7448",
  ],
  answers: [
    {
      shape: "data: [DONE] behind the answer",
      body: `${JSON.stringify(completion("Hello!"), null, 2)}\n\ndata: [DONE]\n\n`,
      text: "Hello!",
    },
    { shape: "an unasked stream", body: stream(["Hel", "lo!"], []), text: "Hello!" },
    {
      shape: "one event that is the whole answer",
      body: `data: ${JSON.stringify(completion("Hello!"))}\n\ndata: [DONE]\n\n`,
      text: "Hello!",
    },
    {
      shape: "channels of gpt-oss with their tokens dropped",
      body: completion("analysisWe should greet. Nothing else.assistantfinalHello!"),
      text: "Hello!",
    },
    {
      shape: "choices empty with output_text",
      body: { choices: [], output_text: "Hello!" },
      text: "Hello!",
    },
    {
      shape: "a Responses answer to a chat",
      body: {
        status: "completed",
        output: [
          { type: "reasoning", summary: [{ type: "summary_text", text: "Okay." }] },
          { type: "web_search_call", status: "completed" },
          { type: "output_text", text: "Hel" },
          { type: "message", role: "assistant", content: "lo!" },
        ],
      },
      text: "Hello!",
    },
    {
      shape: "a Responses stream",
      body: [
        '{"type":"response.created","response":{"status":"in_progress","output":[]}}',
        '{"type":"response.output_text.delta","delta":"Hel"}',
        '{"type":"response.output_text.delta","delta":"lo!"}',
        '{"type":"response.completed","response":{"status":"completed","model":"m","output":[]}}',
      ]
        .map((event) => `event: x\ndata: ${event}\n\n`)
        .join(""),
      text: "Hello!",
    },
    {
      shape: "a transcript in place of the content",
      body: completion(null, "stop", { audio: { transcript: "Hello!" } }),
      text: "Hello!",
    },
    {
      shape: "a stream that an error ends",
      body: 'data: {"choices":[{"delta":{"content":"Once upon a"}}]}\n\ndata: {"error":{"message":"Overloaded"}}\n\n',
      text: "Once upon a",
      outcome: "truncated",
    },
    {
      shape: "text in the second choice",
      body: { choices: [{ message: { content: "" } }, { message: { content: "Hello!" } }] },
      text: "Hello!",
    },
    {
      shape: "an answer within data",
      body: { code: 0, message: "success", data: completion("Hello!") },
      text: "Hello!",
    },
    {
      shape: "a provider's own shape within result or output",
      body: { success: true, result: { output: { text: "Hello!" } } },
      text: "Hello!",
    },
    {
      shape: "an answer behind a byte order mark",
      body: `\uFEFF${JSON.stringify(completion("Hello!"))}`,
      text: "Hello!",
    },
  ],
  faults: [
    { reason: "no-answer", status: 200, body: { id: null, choices: null, model: "m" } },
    { reason: "no-answer", status: 200, body: "<html>Bad gateway</html>" },
    { reason: "no-answer", status: 200, body: "" },
    {
      reason: "no-answer",
      status: 200,
      body: { success: false, errors: [{ code: 7000, message: "Unknown internal error" }] },
    },
    { reason: "refused", status: 403, body: "<html><h1>403 Forbidden</h1></html>" },
    { reason: "too-long", status: 413, body: "<html><h1>413 Request Entity Too Large</h1></html>" },
    { reason: "billing", status: 402, body: "" },
    {
      reason: "billing",
      status: 403,
      body: openAiError("user quota is not enough", { code: "insufficient_user_quota" }),
    },
    {
      reason: "billing",
      status: 403,
      body: openAiError("用户额度不足, 剩余额度: ＄-0.010000", {
        code: null,
        type: "new_api_error",
      }),
    },
    {
      reason: "server",
      status: 500,
      body: { error: "The system met an error; the message was not processed." },
    },
    { reason: "server", status: 502, body: "<html>Bad gateway</html>" },
  ],
};
