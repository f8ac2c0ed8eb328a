import type { TokenUsage } from "../core/message.ts";
import type { Usage } from "../core/usage.ts";

/**
 * The tokens that a second of sound counts as. OpenAI charges $0.000075 for it with gpt-transcribe,
 * and $0.0001 for 200 of the most expensive tokens of gpt-6-luna (November 2026): so a limit in
 * tokens bounds the money for both.
 */
const TOKENS_PER_SECOND = 200;

/** Returns the share of a usage in a day's token limits; null if its provider did not count it. */
export function countTokens(usage: Usage): number | null {
  switch (usage.kind) {
    case "model":
      return usage.tokens?.totalTokens ?? null;
    case "transcription":
      return usage.audioMs === null ? null : tokensOfSound(usage.audioMs);
    case "speech":
      return usage.tokens?.totalTokens ?? tokensOfSound(usage.audioMs);
    case "search":
    case "picture":
      return 0;
  }
}

/** Returns the tokens that a recording of this length counts as. */
export function tokensOfSound(audioMs: number): number {
  return Math.ceil((audioMs / 1_000) * TOKENS_PER_SECOND);
}

/** Adds what two calls used; null where neither was counted. */
export function sumOf(one: TokenUsage | null, other: TokenUsage | null): TokenUsage | null {
  if (one === null || other === null) return one ?? other;
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    totalTokens: one.totalTokens + other.totalTokens,
    cachedTokens: one.cachedTokens + other.cachedTokens,
  };
}
