import type { ModelTurn } from "../../core/ports.ts";
import type { PastAttachment } from "../../store/attachments.ts";
import type { PastMessage } from "../../store/store.ts";
import type { PromptInput } from "./gather-prompt-input.ts";
import { UNTRUSTED_RULE, textPart } from "./untrusted.ts";
import type { FormatMessage } from "./format-message.ts";
import { picturesIn } from "../understand/attachment-kinds.ts";

const RECALLED = "(From earlier in this chat, oldest first, in case it is meant:)";

export interface Prompt {
  readonly instructions: string;
  readonly turns: readonly ModelTurn[];
}

/**
 * What the model is asked: the stable instructions, the conversation, oldest first, the new
 * messages as they will stand in every later prompt, and only then what goes along this time alone.
 * So the next prompt begins with all but the end of this one, which an upstream can then reuse.
 */
export function buildPrompt(asked: {
  readonly systemPrompt: string;
  readonly past: readonly PastMessage[];
  readonly question: PromptInput;
  readonly tell: FormatMessage;
}): Prompt {
  const { past, question, tell } = asked;
  const isTold = ({ messageId }: PastAttachment) => past.some((one) => one.messageId === messageId);
  const told = question.pictures.filter(isTold);
  const turns = past.map((message): ModelTurn => {
    const pictures =
      message.role === "user"
        ? told.filter((picture) => picture.messageId === message.messageId)
        : [];
    return { role: message.role, content: [tell(message), ...picturesIn(pictures)] };
  });
  const recalled = [
    ...question.documents,
    ...picturesIn(question.pictures.filter((picture) => !isTold(picture))),
  ];
  const beside = [
    ...question.beside,
    ...(recalled.length === 0 ? [] : [textPart(RECALLED), ...recalled]),
    ...question.closing,
  ];
  return {
    instructions: `${asked.systemPrompt}\n\n${UNTRUSTED_RULE}`,
    turns: alternating([...turns, { role: "user", content: [...question.messages, ...beside] }]),
  };
}

/**
 * Merges turns of one side that follow each other, as a burst was asked in one, and drops answers
 * whose question no longer goes along: strict servers take nothing but user, assistant, user.
 */
function alternating(turns: readonly ModelTurn[]): ModelTurn[] {
  const merged: ModelTurn[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (last === undefined && turn.role === "assistant") continue;
    if (last?.role !== turn.role) merged.push(turn);
    else merged[merged.length - 1] = { ...last, content: [...last.content, ...turn.content] };
  }
  return merged;
}
