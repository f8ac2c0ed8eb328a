import type { TokenUsage } from "../../core/message.ts";
import type { ModelUsage } from "../../core/usage.ts";
import { asCount, asFields, asText } from "./untrusted.ts";

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
    // Moonshot and DeepSeek count them beside the others.
    cachedTokens:
      asCount(details["cached_tokens"]) ??
      asCount(fields["cached_tokens"]) ??
      asCount(fields["prompt_cache_hit_tokens"]) ??
      0,
  };
}

/** Reads what changes the price of an answer, from its whole body; left out if it is not stated. */
export function billedBeside(
  body: Readonly<Record<string, unknown>>,
): Pick<ModelUsage, "cacheWriteTokens" | "serviceTier" | "searches"> {
  const usage = asFields(body["usage"]);
  const details = asFields(usage["input_tokens_details"] ?? usage["prompt_tokens_details"]);
  const written = asCount(details["cache_write_tokens"]) ?? 0;
  const searches =
    asCount(asFields(asFields(body["tool_usage"])["web_search"])["num_requests"]) ?? 0;
  const tier = asText(body["service_tier"]);
  return {
    ...(written > 0 && { cacheWriteTokens: written }),
    ...(tier !== "" && tier !== "default" && tier !== "auto" && { serviceTier: tier }),
    ...(searches > 0 && { searches }),
  };
}
