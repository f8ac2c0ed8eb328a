import type { MessageType } from "../core/message.ts";
import type { ReplyPart } from "../core/reply-part.ts";
import type { MessageTimeline, PartTimeline, Said, ToolCallTimeline } from "./admin-store.ts";
import type { DeliveryState, MessageState } from "./states.ts";

/** The columns of a message that its timeline shows. */
export interface MessageRow {
  readonly id: number;
  readonly sid: string | null;
  readonly userId: number;
  readonly direction: "inbound" | "outbound";
  readonly messageType: MessageType;
  readonly content: string | null;
  readonly aiResponse: string | null;
  readonly aiModelUsed: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cachedTokens: number | null;
  readonly errorMessage: string | null;
  readonly state: MessageState | null;
  readonly attempt: number;
  readonly starts: number;
  readonly runAt: number;
  readonly firstCallAt: number | null;
  readonly answeredBy: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The columns of a part that a timeline shows. */
export interface PartRow {
  readonly part: number;
  readonly sid: string | null;
  readonly state: DeliveryState;
  readonly body: string;
  readonly kind: ReplyPart["kind"];
  /** The content type of its file; null if it has none. */
  readonly contentType: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly updatedAt: number;
  readonly runAt: number;
  readonly attempt: number;
  readonly lookups: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** Returns the id that a user of the command line gave, or null if it is a sid. */
export function readMessageId(message: string): number | null {
  return /^\d{1,15}$/.test(message) ? Number(message) : null;
}

/**
 * Builds a timeline from the rows of a message, its attachments and its answer's parts, without any
 * text.
 */
export function lifeFromRows(
  row: MessageRow,
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
export interface NoticeRow {
  readonly messageId: number;
  readonly at: number;
  readonly text: string;
  /** The owner or program that wrote it; null for the bot. */
  readonly writtenBy: string | null;
}

/** Returns the last `limit` messages of both sides, oldest first; rows are given newest first. */
export function exchangeFromRows(
  messages: readonly MessageRow[],
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

function exchangeOf(row: MessageRow): Said[] {
  const facts = { messageId: row.id, type: row.messageType, isNotice: false };
  const asked: Said = { ...facts, at: row.createdAt, by: "user", text: row.content ?? "" };
  if (row.aiResponse === null) return [asked];
  return [asked, { ...facts, at: row.updatedAt, by: "bot", text: row.aiResponse }];
}
