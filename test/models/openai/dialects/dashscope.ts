import { completion, openAiError, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Alibaba Model Studio",
  sources: ["https://www.alibabacloud.com/help/en/model-studio/error-code"],
  answers: [
    {
      shape: "reasoning beside the text",
      body: completion("Hello!", "stop", { reasoning_content: "Okay." }),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "too-long",
      status: 400,
      body: openAiError(
        "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]",
        { code: "invalid_parameter_error" },
      ),
    },
    {
      reason: "billing",
      status: 400,
      body: openAiError("Access denied, please make sure your account is in good standing.", {
        type: "Arrearage",
        code: "Arrearage",
      }),
    },
    {
      reason: "refused",
      status: 400,
      body: openAiError("Input data may contain inappropriate content.", {
        type: "data_inspection_failed",
        code: "data_inspection_failed",
      }),
    },
  ],
};
