import type { Transcriber } from "../../core/ports.ts";

/** A transcriber that needs neither key nor network, and says that it heard nothing. */
export function createOfflineTranscriber(): Transcriber {
  return { transcribe: async () => "(A recording that the demo cannot hear.)" };
}
