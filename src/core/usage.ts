import type { TokenUsage } from "./message.ts";

/** What one billable call used, as its provider counted it. */
export type Usage = ModelUsage | TranscriptionUsage;

interface Billed {
  /** `openai`, or the host of another server. */
  readonly provider: string;
  /** As the provider names it. */
  readonly model: string;
  /** Null where the provider does not count them. */
  readonly tokens: TokenUsage | null;
}

export interface ModelUsage extends Billed {
  readonly kind: "model";
}

export interface TranscriptionUsage extends Billed {
  readonly kind: "transcription";
  /** The length that is billed; null where the provider does not tell. */
  readonly audioMs: number | null;
}
