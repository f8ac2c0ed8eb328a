import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "KoboldCpp",
  sources: [
    "https://github.com/LostRuins/koboldcpp/wiki",
    "https://lite.koboldai.net/koboldcpp_api",
  ],
  answers: [
    { shape: "its own results", body: { results: [{ text: "Hello!" }] }, text: "Hello!" },
    { shape: "finish_reason null", body: completion("Hello!", null), text: "Hello!" },
    { shape: "a token of the template", body: completion("Hello!</s>", "stop"), text: "Hello!" },
  ],
  faults: [
    {
      reason: "server",
      status: 503,
      body: {
        detail: {
          msg: "Server is busy; please try again later.",
          type: "service_unavailable",
        },
      },
    },
  ],
};
