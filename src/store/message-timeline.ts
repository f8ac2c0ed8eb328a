import type { MessageType } from "../core/message.ts";
import type { Row } from "./row.ts";
import type { DeliveryState, MessageState } from "./states.ts";

export interface Said {
  readonly at: number;
  readonly by: "user" | "bot" | "owner";
  readonly messageId: number;
  readonly type: MessageType;
  readonly text: string;
  /** True for a notice outside the conversation, which the model never sees. */
  readonly isNotice: boolean;
}

/** The stored facts about one message; times in milliseconds UTC. */
export interface MessageTimeline {
  readonly id: number;
  readonly sid: string | null;
  readonly userId: number;
  /** True for a notice or a reminder, which answers nothing. */
  readonly isOurs: boolean;
  readonly type: MessageType;
  /** The length of the text in UTF-16 units; the text itself is not included. */
  readonly textLength: number;
  readonly attachments: number;
  readonly state: MessageState;
  readonly receivedAt: number;
  readonly firstCallAt: number | null;
  readonly failures: number;
  readonly starts: number;
  /** The time at which an open message is tried again. */
  readonly dueAt: number;
  /** The message whose answer covers this one, if it is another. */
  readonly answeredBy: number | null;
  readonly model: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedTokens: number | null;
  /** The reason why it was refused, postponed or given up, in our own words. */
  readonly error: string | null;
  /** The calls of tools for its answer, in their order. */
  readonly toolCalls: readonly ToolCallTimeline[];
  readonly parts: readonly PartTimeline[];
}

/** The state is `started` if no end of it is known. */
export type ToolCallTimeline = Pick<
  Row<"toolCalls">,
  "name" | "state" | "startedAt" | "finishedAt"
>;

export interface PartTimeline {
  readonly part: number;
  readonly sid: string | null;
  readonly state: DeliveryState;
  /** The length of its text or caption. */
  readonly length: number;
  /** The content type of its file; null if it has none, or none any more. */
  readonly file: string | null;
  /** True if it had a file, which is no longer kept. */
  readonly isFileGone: boolean;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly changedAt: number;
  readonly dueAt: number;
  readonly failures: number;
  readonly lookups: number;
  /** The messenger's own code. */
  readonly errorCode: string | null;
  readonly error: string | null;
}

/** A part, and the content type of its file; null if it has none. */
type PartRow = Row<"deliveries"> & { readonly contentType: string | null };

/** Returns the id that a user of the command line gave, or null if it is a sid. */
export function readMessageId(message: string): number | null {
  return /^\d{1,15}$/.test(message) ? Number(message) : null;
}

/**
 * Builds a timeline from the rows of a message, its attachments and its answer's parts, without any
 * text.
 */
export function lifeFromRows(
  row: Row<"messages">,
  attachments: number,
  toolCalls: readonly ToolCallTimeline[],
  parts: readonly PartRow[],
): MessageTimeline {
  return {
    id: row.id,
    sid: row.sid,
    userId: row.userId,
    isOurs: row.direction === "outbound",
    type: row.messageType,
    textLength: row.content?.length ?? 0,
    attachments,
    state: row.state ?? "done",
    receivedAt: row.createdAt,
    firstCallAt: row.firstCallAt,
    failures: row.attempt,
    starts: row.starts,
    dueAt: row.runAt,
    answeredBy: row.answeredBy === row.id ? null : row.answeredBy,
    model: row.aiModelUsed,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    cachedTokens: row.cachedTokens,
    error: row.errorMessage,
    toolCalls,
    parts: parts.map(partFromRow),
  };
}

function partFromRow(row: PartRow): PartTimeline {
  return {
    part: row.part,
    sid: row.sid,
    state: row.state,
    length: row.body.length,
    file: row.contentType,
    isFileGone: row.kind === "media" && row.contentType === null,
    queuedAt: row.createdAt,
    startedAt: row.startedAt,
    changedAt: row.updatedAt,
    dueAt: row.runAt,
    failures: row.attempt,
    lookups: row.lookups,
    errorCode: row.errorCode,
    error: row.errorMessage,
  };
}

/** The columns of a notice's part that are shown. */
interface NoticeRow {
  readonly messageId: number;
  readonly at: number;
  readonly text: string;
  /** The owner or program that wrote it; null for the bot. */
  readonly writtenBy: string | null;
}

/** Returns the last `limit` messages of both sides, oldest first; rows are given newest first. */
export function exchangeFromRows(
  messages: readonly Row<"messages">[],
  notices: readonly NoticeRow[],
  limit: number,
): Said[] {
  const left = notices.toReversed();
  const said = messages.toReversed().flatMap(exchangeOf);
  // A notice is placed before later messages; those keep their order.
  const merged: Said[] = [];
  for (const one of said) {
    while (left[0] !== undefined && left[0].at < one.at) {
      merged.push(...left.splice(0, 1).map(noticeOf));
    }
    merged.push(one);
  }
  return [...merged, ...left.map(noticeOf)].slice(-limit);
}

function noticeOf({ writtenBy, ...row }: NoticeRow): Said {
  const isOurs = writtenBy === null;
  return { ...row, by: isOurs ? "bot" : "owner", type: "text", isNotice: isOurs };
}

function exchangeOf(row: Row<"messages">): Said[] {
  const facts = { messageId: row.id, type: row.messageType, isNotice: false };
  const asked: Said = { ...facts, at: row.createdAt, by: "user", text: row.content ?? "" };
  if (row.aiResponse === null) return [asked];
  return [asked, { ...facts, at: row.updatedAt, by: "bot", text: row.aiResponse }];
}
