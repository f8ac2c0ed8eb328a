import type { FaultReason } from "../../../../src/core/errors.ts";
import type { ModelAnswer } from "../../../../src/core/ports.ts";
import type { Feature } from "../../../../src/models/openai/refused-features.ts";

/** The answers and failures of one server, in the shapes of its documentation and its issues. */
export interface RecordedDialect {
  /** The server's name in docs/compatible-servers.md. */
  readonly server: string;
  readonly sources: readonly string[];
  readonly answers?: readonly RecordedAnswer[];
  readonly faults?: readonly RecordedFault[];
  /** Features that it refuses, and without which it answers. */
  readonly refusals?: readonly RecordedRefusal[];
}

/** A body that stands here as a text is sent as it is. */
type Body = string | object;

interface RecordedAnswer {
  readonly shape: string;
  readonly body: Body;
  readonly text: string;
  readonly outcome?: ModelAnswer["outcome"];
}

interface RecordedFault {
  readonly reason: FaultReason;
  readonly status: number;
  readonly body: Body;
}

interface RecordedRefusal {
  readonly feature: Feature;
  readonly status: number;
  readonly body: Body;
}

/** A chat completion, as every server shows it. */
export function completion(content: unknown, finish: unknown = "stop", over: object = {}): object {
  const message = { role: "assistant", content, ...over };
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "m",
    choices: [{ index: 0, message, finish_reason: finish }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };
}

/** The same as a stream of events, one for each piece. */
export function stream(
  pieces: readonly string[],
  end: readonly string[] = ["data: [DONE]"],
): string {
  const chunk = (delta: object, finish_reason: string | null) => ({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    model: "m",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const chunks = [
    chunk({ role: "assistant", content: "" }, null),
    ...pieces.map((content) => chunk({ content }, null)),
    chunk({}, "stop"),
  ];
  return [...chunks.map((one) => `data: ${JSON.stringify(one)}`), ...end, ""].join("\n\n");
}

/** An error in OpenAI's own shape. */
export function openAiError(message: string, over: object = {}): object {
  return { error: { message, type: "invalid_request_error", param: null, code: null, ...over } };
}
