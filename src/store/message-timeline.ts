import type { MessageTimeline, PartTimeline, Said, ToolCallTimeline } from "./admin-store.ts";
import type { Tables } from "./tables.ts";

type MessageRow = Tables["messages"]["$inferSelect"];

/** A part with the content type of its file; null if it has none. */
type PartRow = Tables["deliveries"]["$inferSelect"] & { readonly contentType: string | null };

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
interface NoticeRow {
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
