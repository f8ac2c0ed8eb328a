import type { Transcriber } from "../../core/ports.ts";

const USAGE = {
  kind: "transcription",
  provider: "offline",
  model: "offline",
  tokens: null,
  audioMs: null,
} as const;

/**
 * Creates a transcriber that needs neither key nor network, and returns a text saying that it
 * cannot transcribe.
 */
export function createOfflineTranscriber(): Transcriber {
  return {
    transcribe: async () => ({ text: "(A recording that the demo cannot hear.)", usage: USAGE }),
  };
}
