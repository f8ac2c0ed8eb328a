import { completion, type RecordedDialect } from "./dialect.ts";

export const dialect: RecordedDialect = {
  server: "MiniMax",
  sources: ["https://platform.minimax.io/docs/api-reference/errorcode"],
  answers: [
    {
      shape: "reasoning within the text",
      body: completion("<think>\nOkay.\n</think>\n\nHello!"),
      text: "Hello!",
    },
  ],
  faults: [
    {
      reason: "billing",
      status: 200,
      body: { choices: null, base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
    },
    {
      reason: "too-long",
      status: 200,
      body: {
        base_resp: {
          status_code: 2013,
          status_msg: "invalid params, context window exceeds limit",
        },
      },
    },
  ],
};
