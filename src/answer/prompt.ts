import type { ContentPart, ModelTurn } from "../core/ports.ts";
import type { PastMessage } from "../store/store.ts";
import { material, MATERIAL_RULE, say } from "./material.ts";

/** What the model is asked: the stable instructions first, then the conversation, oldest first. */
export function buildPrompt(
  systemPrompt: string,
  past: readonly PastMessage[],
  content: readonly ContentPart[],
): { instructions: string; turns: ModelTurn[] } {
  const turns = past.map((message): ModelTurn => ({
    role: message.role,
    content: [recalled(message)],
  }));
  return {
    instructions: `${systemPrompt}\n\n${MATERIAL_RULE}`,
    turns: [...turns, { role: "user", content }],
  };
}

/** A past message in words. What somebody else wrote stays theirs in every turn that follows. */
function recalled({ type, isForwarded, text }: PastMessage): ContentPart {
  if (isForwarded) return material("forwarded message", { type }, text);
  switch (type) {
    case "text":
    case "button":
      return say(text);
    case "image":
      return say(`[picture] ${text}`.trim());
    case "audio":
      return say(`[voice note] ${text}`.trim());
    case "video":
      return say(`[video that you could not watch] ${text}`.trim());
    case "document":
      return material("document", {}, text);
    case "contacts":
      return material("contact", {}, text);
    case "location":
      return material("location", {}, text);
    case "unknown":
      return say(`[something that you could not open] ${text}`.trim());
  }
}
