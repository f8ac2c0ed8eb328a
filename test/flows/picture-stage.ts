import type { Overrides } from "../../src/app.ts";
import type { ReplyPart } from "../../src/core/reply-part.ts";

/** Has every answer stored with the parts that `partsFor` makes of its text. */
export function answerWith(
  partsFor: (text: string) => readonly ReplyPart[],
): NonNullable<Overrides["around"]> {
  return (port) =>
    "recordAnswer" in port
      ? {
          ...port,
          recordAnswer: (lane, turn, answer) =>
            port.recordAnswer(lane, turn, { ...answer, parts: partsFor(answer.text) }),
        }
      : port;
}
