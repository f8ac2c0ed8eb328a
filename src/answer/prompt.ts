import type { ModelTurn } from "../core/ports.ts";
import type { PastMessage } from "../store/store.ts";

/** What the model is asked: the stable instructions first, then the conversation, oldest first. */
export function buildPrompt(
  systemPrompt: string,
  past: readonly PastMessage[],
  text: string,
): { instructions: string; turns: ModelTurn[] } {
  return { instructions: systemPrompt, turns: [...past, { role: "user", text }] };
}
