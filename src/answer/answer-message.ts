import { UserFacingError } from "../core/errors.ts";
import type { Logger, ModelAnswer } from "../core/ports.ts";
import type { AnswerRecord, Lane, Turn } from "../store/store.ts";
import { cleanText } from "../text/clean-text.ts";
import { formatWhatsapp } from "../text/format-whatsapp.ts";
import { sentences } from "../text/sentences.ts";
import { splitReply } from "../text/split-reply.ts";
import { think, type ThinkDeps } from "./think.ts";
import { understand } from "./understand.ts";

/** The lane to write with; `signal` aborts when it is lost or the process stops. */
export interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}

export interface AnswerDeps extends ThinkDeps {
  readonly log: Logger;
  /** In UTF-16 units. */
  readonly maxPartLength: number;
  /** Shows that an answer is being written; never throws. */
  showTyping(inboundSid: string): void;
}

/**
 * Understands a message, asks the model once, and stores the reply's parts in one transaction.
 * Throws `TransientError`, `PermanentError` or `UserFacingError`; nothing is stored then.
 */
export async function answerMessage(turn: Turn, hold: Hold, deps: AnswerDeps): Promise<void> {
  if (turn.sid !== null) deps.showTyping(turn.sid);
  const text = understand(turn);
  const answer = await think(turn, text, hold, deps);
  if (answer === null) return;
  const record = toRecord(answer, deps.maxPartLength);
  if (!(await deps.store.recordAnswer(hold.lane, turn.messageId, record))) return;
  deps.log.info("message answered", {
    message: turn.messageId,
    model: answer.model,
    outcome: answer.outcome,
    tokens: answer.usage?.totalTokens,
    parts: record.parts.length,
  });
}

// The history keeps the model's own words; what is sent is how WhatsApp shows them.
function toRecord(answer: ModelAnswer, maxPartLength: number): AnswerRecord {
  const text = cleanText(answer.text).trim();
  const reply = replyText(answer.outcome, formatWhatsapp(text));
  return {
    text: text === "" ? reply : text,
    parts: splitReply(reply, maxPartLength),
    model: answer.model,
    usage: answer.usage,
    error: answer.outcome === "complete" ? null : answer.outcome,
  };
}

function replyText(outcome: ModelAnswer["outcome"], text: string): string {
  switch (outcome) {
    case "complete":
      if (text !== "") return text;
      throw new UserFacingError(sentences.somethingBroke, { code: "empty-answer" });
    case "truncated":
      if (text !== "") return `${text}\n\n${sentences.cutShort}`;
      throw new UserFacingError(sentences.somethingBroke, { code: "empty-truncated-answer" });
    case "refused":
      return text === "" ? sentences.declined : text;
  }
}
