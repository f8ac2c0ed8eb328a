import type { SpeechUsage } from "./usage.ts";

interface SpeechRequest {
  /** Plain sentences, as they are to be spoken. */
  readonly text: string;
  /** The language that the user chose, as an ISO 639-1 code; the text may be in another. */
  readonly language: string | null;
  /** The most tokens that may be charged for words and sound together. */
  readonly maxTokens: number;
  readonly signal: AbortSignal;
}

type Speech = {
  readonly usage: Omit<SpeechUsage, "audioMs">;
} & (
  | { readonly outcome: "spoken"; readonly bytes: Uint8Array }
  /** The model said something else than the text. */
  | { readonly outcome: "reworded" }
);

/**
 * Speaks a text, in any format of sound. Throws `TransientError` or `PermanentError`.
 */
export interface Speaker {
  speak(request: SpeechRequest): Promise<Speech>;
}
