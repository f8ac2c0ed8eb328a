import type { ContentPart, ModelTurn } from "../core/ports.ts";
import type { PastMessage } from "../store/store.ts";
import { material, MATERIAL_RULE, say } from "./material.ts";
import { describeMoment } from "./moment.ts";

export interface Prompt {
  readonly instructions: string;
  readonly turns: readonly ModelTurn[];
}

/**
 * What the model is asked: the stable instructions first, then the conversation, oldest first, and
 * at the very end what changes every time, so that an upstream can reuse all that stands before.
 */
export function buildPrompt(asked: {
  readonly systemPrompt: string;
  readonly past: readonly PastMessage[];
  readonly content: readonly ContentPart[];
  readonly now: number;
  readonly timezone: string;
}): Prompt {
  const turns = asked.past.map((message): ModelTurn => ({
    role: message.role,
    content: [recalled(message)],
  }));
  const moment = say(describeMoment(asked.now, asked.timezone));
  return {
    instructions: `${asked.systemPrompt}\n\n${MATERIAL_RULE}`,
    turns: [...turns, { role: "user", content: [...asked.content, moment] }],
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
