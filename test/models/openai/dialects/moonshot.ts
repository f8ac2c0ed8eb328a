import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Moonshot",
  sources: ["https://platform.moonshot.ai/docs/api/chat#error-explanation"],
  answers: [
    {
      shape: "reasoning within the text",
      body: completion("◁think▷Okay.◁/think▷Hello!"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: openAiError(
        "Invalid request: Your request exceeded model token limit: 8192 (requested: 9000)",
      ),
    },
    {
      reason: "billing",
      status: 429,
      body: openAiError(
        "Your account org-1 is suspended, please check your plan and billing details",
        { type: "exceeded_current_quota_error" },
      ),
    },
    {
      reason: "refused",
      status: 400,
      body: openAiError("The request was rejected because it was considered high risk", {
        type: "content_filter",
      }),
    },
  ],
};
