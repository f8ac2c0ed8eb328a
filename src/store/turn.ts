import type { Identity, Location, MessageContext, MessageType } from "../core/message.ts";
import type { ModelAnswer } from "../core/ports.ts";
import { budgetFromRow, type UserBudget } from "./charges.ts";
import type { Row } from "./row.ts";

/** A message that waits for its answer. */
export interface WaitingMessage {
  readonly messageId: number;
  readonly userId: number;
  readonly conversationId: number;
  readonly sid: string | null;
  readonly type: MessageType;
  readonly text: string;
  readonly location: Location | null;
  readonly quotedSid: string | null;
  readonly isForwarded: boolean;
  readonly context: readonly MessageContext[];
  readonly hasMedia: boolean;
  /** True if an owner answers it in place of the bot, which only reads its attachments. */
  readonly isOnlyRead: boolean;
  readonly receivedAt: number;
  /** The model's answer, if a process was stopped while it was spoken. */
  readonly draft?: Draft | null;
}

/**
 * An answer of the model that is on disk, but not recorded: so it is not asked for again. The changes
 * that its tools asked for stand with their calls.
 */
export interface Draft {
  /** The messages that it answers. */
  readonly covers: readonly number[];
  readonly answer: ModelAnswer;
  readonly pages: { readonly found: readonly string[]; readonly used: readonly string[] };
}

/** The messages that one answer covers: the one that will own the answer, and those before it. */
export interface Turn extends WaitingMessage {
  /** Oldest first; none if the message is answered alone. */
  readonly earlier: readonly WaitingMessage[];
  /** Upstream failures so far. */
  readonly attempt: number;
  /** The number of starts that did not finish, including this one. */
  readonly starts: number;
  readonly user: TurnUser;
  /** Tells which data there are beside its messages, so that nothing else is read. */
  readonly has: {
    /** Media in an earlier message of the conversation. */
    readonly pastMedia: boolean;
    /** Calls of tools for its messages, or for those that a prompt shows before them. */
    readonly toolCalls: boolean;
    /** Facts that its user asked to remember. */
    readonly facts: boolean;
  };
}

export interface TurnUser extends Pick<
  Row<"users">,
  "language" | "persona" | "timeZone" | "isMemoryOn" | "isIncognito" | "voiceReplies" | "welcomedAt"
> {
  readonly identity: Identity;
  readonly name: string | null;
  readonly budget: UserBudget;
  /** True if the user was told what they are writing with. */
  readonly isWelcomed: boolean;
  /** The topic and time of the user's previous message. */
  readonly before: { readonly topic: string; readonly at: number } | null;
}

/** More messages than this at once are a backlog, not a burst. */
export const MAX_BURST = 20;

/** The messages of a turn, oldest first. */
export function idsOf({ earlier, messageId }: Turn): number[] {
  return [...earlier.map((message) => message.messageId), messageId];
}

/** Returns the id of the turn's first message. History consists of smaller ids. */
export function firstIdOf({ earlier, messageId }: Pick<Turn, "earlier" | "messageId">): number {
  return earlier[0]?.messageId ?? messageId;
}

/** Combines the rows that were begun together, in any order, into one turn. */
export function toTurn(rows: readonly Row<"messages">[]): Omit<Turn, "user" | "has"> {
  const waiting = rows.toSorted((a, b) => a.id - b.id).map(toWaiting);
  const last = waiting.at(-1);
  if (last === undefined) throw new Error("what was to be answered is gone");
  return {
    ...last,
    earlier: waiting.slice(0, -1),
    attempt: Math.max(...rows.map((row) => row.attempt)),
    starts: Math.max(...rows.map((row) => row.starts)),
  };
}

function toWaiting(row: Row<"messages">): WaitingMessage {
  if (row.conversationId === null) throw new Error(`message ${row.id} waits in no conversation`);
  return {
    messageId: row.id,
    userId: row.userId,
    conversationId: row.conversationId,
    sid: row.sid,
    type: row.messageType,
    text: row.content ?? "",
    location: row.location === null ? null : readLocation(row.location),
    quotedSid: row.quotedSid,
    isForwarded: row.isForwarded,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
    context: row.context === null ? [] : (JSON.parse(row.context) as MessageContext[]),
    hasMedia: row.mediaUrl !== null,
    isOnlyRead: row.isProcessed,
    receivedAt: row.createdAt,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
    draft: row.draft === null ? null : (JSON.parse(row.draft) as Draft),
  };
}

export function readLocation(stored: string): Location {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return JSON.parse(stored) as Location;
}

export function toTurnUser(user: Row<"users">): TurnUser {
  const { lastTopic, lastTopicAt } = user;
  return {
    identity: { phoneNumber: user.phoneNumber, externalUserId: user.externalUserId },
    name: user.whatsappName,
    language: user.language,
    persona: user.persona,
    budget: budgetFromRow(user),
    isMemoryOn: user.isMemoryOn,
    isIncognito: user.isIncognito,
    timeZone: user.timeZone,
    voiceReplies: user.voiceReplies,
    isWelcomed: user.welcomedAt !== null,
    welcomedAt: user.welcomedAt,
    before:
      lastTopic === null || lastTopicAt === null ? null : { topic: lastTopic, at: lastTopicAt },
  };
}
