import type { ModelTurn } from "../../core/ports.ts";
import type { PastAttachment } from "../../store/attachments.ts";
import type { PastMessage } from "../../store/past-messages.ts";
import type { PromptInput } from "./gather-prompt-input.ts";
import { TOOL_RESULT_RULE, UNTRUSTED_RULE, textPart } from "./untrusted.ts";
import type { FormatMessage } from "./format-message.ts";
import { MEMORY_RULE, showFacts } from "./show-facts.ts";
import { picturesIn } from "../understand/attachment-kinds.ts";

const RECALLED = "(From earlier in this chat, oldest first, in case it is meant:)";

export interface Prompt {
  readonly instructions: string;
  readonly turns: readonly ModelTurn[];
}

/**
 * Builds the prompt: the stable instructions, the conversation, oldest first, the new messages as
 * they stand in every later prompt, and only then the parts of this prompt alone. So the next prompt
 * begins with all but the end of this one, and an upstream can reuse it.
 */
export function buildPrompt(request: {
  readonly systemPrompt: string;
  /** True if the prompt may contain results of tools. */
  readonly hasTools: boolean;
  readonly past: readonly PastMessage[];
  readonly question: PromptInput;
  readonly tell: FormatMessage;
}): Prompt {
  const { past, question, tell } = request;
  const isInHistory = ({ messageId }: PastAttachment) =>
    past.some((one) => one.messageId === messageId);
  const inHistory = question.pictures.filter(isInHistory);
  const turns = past.map((message): ModelTurn => {
    const pictures =
      message.role === "user"
        ? inHistory.filter((picture) => picture.messageId === message.messageId)
        : [];
    const found = (message.found ?? []).map(textPart);
    return { role: message.role, content: [tell(message), ...picturesIn(pictures), ...found] };
  });
  const recalled = [
    ...question.documents,
    ...picturesIn(question.pictures.filter((picture) => !isInHistory(picture))),
  ];
  const facts = showFacts(question.facts ?? [], past[0]?.receivedAt ?? question.since);
  const beside = [
    ...facts.after,
    ...question.beside,
    ...(recalled.length === 0 ? [] : [textPart(RECALLED), ...recalled]),
    ...question.closing,
  ];
  const rules = [
    UNTRUSTED_RULE,
    ...(question.facts === null ? [] : [MEMORY_RULE]),
    ...(request.hasTools ? [TOOL_RESULT_RULE] : []),
  ];
  const [first, ...others] = alternating([
    ...turns,
    { role: "user", content: [...question.messages, ...beside] },
  ]);
  return {
    instructions: [request.systemPrompt, ...rules].join("\n\n"),
    turns:
      first === undefined
        ? others
        : [{ ...first, content: [...facts.before, ...first.content] }, ...others],
  };
}

/**
 * Merges neighbouring turns of the same role, and drops answers whose question is no longer in the
 * prompt: strict servers accept only user, assistant, user.
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
