import type { TokenUsage } from "../../core/message.ts";
import { asCount, asFields } from "./untrusted.ts";

/**
 * Reads the counts of one answer, whose names differ between the two APIs; null if there are none.
 */
export function tokenUsage(usage: unknown): TokenUsage | null {
  const fields = asFields(usage);
  const promptTokens = asCount(fields["prompt_tokens"]) ?? asCount(fields["input_tokens"]);
  const completionTokens = asCount(fields["completion_tokens"]) ?? asCount(fields["output_tokens"]);
  if (promptTokens === null || completionTokens === null) return null;
  const details = asFields(fields["prompt_tokens_details"] ?? fields["input_tokens_details"]);
  return {
    promptTokens,
    completionTokens,
    totalTokens: asCount(fields["total_tokens"]) ?? promptTokens + completionTokens,
    cachedTokens: asCount(details["cached_tokens"]) ?? 0,
  };
}
