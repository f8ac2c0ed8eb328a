import type { MessageType } from "../core/message.ts";
import type { ContentPart, ModelTurn } from "../core/ports.ts";
import type { PastMessage } from "../store/store.ts";
import { MATERIAL_RULE, say } from "./material.ts";
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
  const turns = asked.past.map(({ role, type, text }): ModelTurn => ({
    role,
    content: [say(marked(type, text))],
  }));
  const moment = say(describeMoment(asked.now, asked.timezone));
  return {
    instructions: `${asked.systemPrompt}\n\n${MATERIAL_RULE}`,
    turns: [...turns, { role: "user", content: [...asked.content, moment] }],
  };
}

/** A past message in one line of words, whatever it brought. */
function marked(type: MessageType, text: string): string {
  switch (type) {
    case "text":
    case "button":
      return text;
    case "image":
      return `[picture] ${text}`.trim();
    case "audio":
      return `[voice note] ${text}`.trim();
    case "video":
      return `[video that you could not watch] ${text}`.trim();
    case "document":
      return `[document] ${text}`.trim();
    case "contacts":
      return `[contact] ${text}`.trim();
    case "location":
      return `[location] ${text}`.trim();
    case "unknown":
      return `[something that you could not open] ${text}`.trim();
  }
}
