import type { TokenUsage } from "../core/message.ts";
import { asCount, asFields } from "./untrusted.ts";

/** Reads the counts of one answer, whose names differ between the two APIs; null when there are none. */
export function tokenUsage(
  usage: unknown,
  prompt: "input_tokens" | "prompt_tokens",
  completion: "output_tokens" | "completion_tokens",
): TokenUsage | null {
  const fields = asFields(usage);
  const promptTokens = asCount(fields[prompt]);
  const completionTokens = asCount(fields[completion]);
  if (promptTokens === null || completionTokens === null) return null;
  return {
    promptTokens,
    completionTokens,
    totalTokens: asCount(fields["total_tokens"]) ?? promptTokens + completionTokens,
    cachedTokens: asCount(asFields(fields[`${prompt}_details`])["cached_tokens"]) ?? 0,
  };
}
