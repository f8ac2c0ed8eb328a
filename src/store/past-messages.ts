import type { MessageType } from "../core/message.ts";
import type { PastMessage } from "./store.ts";

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
