import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "Hugging Face",
  sources: ["https://huggingface.co/docs/inference-providers/pricing"],
  answers: [{ shape: "finish_reason eos", body: completion("Hello!", "eos"), text: "Hello!" }],
  faults: [
    {
      reason: "billing",
      status: 402,
      body: {
        error:
          "You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x more monthly included credits.",
      },
    },
    { reason: "credentials", status: 401, body: { error: "Invalid username or password." } },
  ],
};
