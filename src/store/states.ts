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
