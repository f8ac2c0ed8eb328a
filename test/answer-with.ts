import type { Overrides } from "../src/app/overrides.ts";
import type { AnswerRecord } from "../src/store/answer-record.ts";

/** Has every answer stored with what `change` makes of its parts. */
export function answerWith(
  change: (parts: AnswerRecord["parts"]) => AnswerRecord["parts"],
): NonNullable<Overrides["around"]> {
  return (port) =>
    "recordAnswer" in port
      ? {
          ...port,
          recordAnswer: (lane, turn, answer) =>
            port.recordAnswer(lane, turn, { ...answer, parts: change(answer.parts) }),
        }
      : port;
}
