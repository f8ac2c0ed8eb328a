import type { TokenUsage } from "../src/core/message.ts";
import type { ModelAnswer, ModelReply } from "../src/core/ports.ts";

/** A whole answer of a model. */
export function anAnswer(
  text: string,
  model = "a-model",
  tokens: TokenUsage | null = null,
): ModelAnswer {
  const usage = { kind: "model", provider: "a-provider", model, tokens } as const;
  return { kind: "answer", text, outcome: "complete", usage };
}

/** The answer that a reply is; the test fails when it asks for calls. */
export async function answered(reply: Promise<ModelReply>): Promise<ModelAnswer> {
  const found = await reply;
  if (found.kind !== "answer") throw new Error(`expected an answer, found ${Bun.inspect(found)}`);
  return found;
}
