import type { TokenUsage } from "./message.ts";

/** The usage of one billable call, as its provider counted it. */
export type Usage = ModelUsage | TranscriptionUsage | SpeechUsage | SearchUsage | PictureUsage;

interface Billed {
  /** `openai`, or the host of another server. */
  readonly provider: string;
  /** The provider's name for it. */
  readonly model: string;
  /** Null if the provider does not count them. */
  readonly tokens: TokenUsage | null;
}

export interface ModelUsage extends Billed {
  readonly kind: "model";
  /** The prompt's tokens that were written to the cache; they may cost more. */
  readonly cacheWriteTokens?: number;
  /** The processing that was used, which has a price of its own, such as `flex`. */
  readonly serviceTier?: string;
  /** Searches of the web that are billed. */
  readonly searches?: number;
}

export interface TranscriptionUsage extends Billed {
  readonly kind: "transcription";
  /** The billed length; null if the provider does not report it. */
  readonly audioMs: number | null;
}

export interface SpeechUsage extends Billed {
  readonly kind: "speech";
  /** The output tokens that are words; the others are sound. */
  readonly textTokens?: number;
  /** The length of the sound. */
  readonly audioMs: number;
  /** The length of the text. */
  readonly characters: number;
}

export interface PictureUsage extends Pick<Billed, "provider" | "model"> {
  readonly kind: "picture";
  readonly pictures: number;
  readonly tokens: PictureTokens;
  /** True if the tokens are the most that the call may have used, because it did not tell. */
  readonly isAssumed: boolean;
}

export interface PictureTokens {
  /** Of the prompt: its words and pictures. */
  readonly input: number;
  /** The words alone, which may have another price. */
  readonly text: number;
  readonly output: number;
}

interface SearchUsage extends Pick<Billed, "provider" | "model"> {
  readonly kind: "search";
  readonly searches: number;
}
