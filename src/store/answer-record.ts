import type { MessageType, TokenUsage } from "../core/message.ts";
import type { ReplyPart } from "../core/reply-part.ts";
import type { AdminLinkEffect } from "./admin-access.ts";
import type { Bill } from "./charges.ts";
import type { NewJob } from "./maintenance.ts";
import type { ToolEffect } from "./tool-effects.ts";

export interface Retry {
  readonly delayMs: number;
  readonly giveUpMs: number;
  readonly error: string;
  /** True after a failure of an upstream; false if the answer only waits for something. */
  readonly isCounted: boolean;
}

/** A message once its files were read. */
export interface MessageWords {
  readonly messageId: number;
  readonly text: string;
  /** By what its files are, whatever the messenger declared. */
  readonly type: MessageType;
}

export interface AnswerRecord {
  readonly text: string;
  /** The words of messages together with those of their files, which replace their text and type. */
  readonly words?: readonly MessageWords[];
  /** The topic of an exchange outside the conversation, which never becomes history. */
  readonly topic?: string;
  /** True if the answer also introduces the bot to the user. */
  readonly isWelcome?: boolean;
  /** Work that remains once the answer is committed. */
  readonly jobs?: readonly NewJob[];
  readonly parts: readonly ReplyPart[];
  /** Parts that are only sent when the user asks for more. */
  readonly held?: readonly ReplyPart[];
  readonly model: string | null;
  readonly usage: TokenUsage | null;
  /** The cost of its last call, if `usage` does not state it. */
  readonly bill?: Bill;
  readonly error: string | null;
  /** The changes that tools asked for, made together with the answer. */
  readonly effects?: readonly (ToolEffect | AdminLinkEffect)[];
  /** True if the messages and this answer are erased once it is delivered, as those of an incognito user are. */
  readonly isPrivate?: boolean;
}
