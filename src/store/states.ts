export type MessageState = "received" | "answered" | "done" | "dead" | "discarded";
export type DeliveryState =
  /** Part of a long answer that waits until its user asks for more. */
  | "held"
  | "pending"
  | "sending"
  | "accepted"
  | "sent"
  | "delivered"
  | "read"
  | "failed"
  | "unknown"
  | "dead";
export type ToolCallState = "started" | "finished" | "failed";
/**
 * `reading`: its passages are being added; `ready`: a search finds them; `unreadable`: it has none;
 * `removed`: they are being deleted. A search sees files that are ready, and no others.
 */
export type KnowledgeState = "reading" | "ready" | "unreadable" | "removed";
