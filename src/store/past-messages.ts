import type { MessageType } from "../core/message.ts";

export interface PastMessage {
  /** The same for a question and its answer. */
  readonly messageId: number;
  readonly role: "user" | "assistant";
  readonly type: MessageType;
  readonly isForwarded: boolean;
  readonly text: string;
  /** The results of tools for the answer to the user's message, in the short form that a model is shown. */
  readonly found?: readonly string[];
  /** The time at which the question was received. */
  readonly receivedAt: number;
}

interface PastRow {
  readonly messageId: number;
  readonly receivedAt: number;
  readonly direction: "inbound" | "outbound";
  readonly type: MessageType;
  readonly isForwarded: boolean;
  readonly content: string | null;
  readonly aiResponse: string | null;
}

/** Converts the newest rows, newest first, into at most `limit` messages, oldest first. */
export function toPastMessages(rows: readonly PastRow[], limit: number): PastMessage[] {
  const past = rows.toReversed().flatMap((row): PastMessage[] => {
    const { messageId, receivedAt, type, isForwarded } = row;
    const role = row.direction === "inbound" ? "user" : "assistant";
    return [
      { messageId, receivedAt, role, type, isForwarded, text: row.content ?? "" },
      {
        messageId,
        receivedAt,
        role: "assistant",
        type: "text",
        isForwarded: false,
        text: row.aiResponse ?? "",
      },
    ];
  });
  // A picture needs no text to count.
  return past
    .filter((message) => message.text.trim() !== "" || message.type !== "text")
    .slice(-limit);
}
