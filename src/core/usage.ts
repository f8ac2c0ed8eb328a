import type { TokenUsage } from "./message.ts";

/** The usage of one billable call, as its provider counted it. */
export type Usage = ModelUsage | TranscriptionUsage;

interface Billed {
  /** `openai`, or the host of another server. */
  readonly provider: string;
  /** As the provider names it. */
  readonly model: string;
  /** Null if the provider does not count them. */
  readonly tokens: TokenUsage | null;
}

export interface ModelUsage extends Billed {
  readonly kind: "model";
}

export interface TranscriptionUsage extends Billed {
  readonly kind: "transcription";
  /** The billed length; null if the provider does not report it. */
  readonly audioMs: number | null;
}
