export type MessageState = "received" | "answered" | "done" | "dead" | "discarded";
export type DeliveryState =
  | "pending"
  | "sending"
  | "accepted"
  | "sent"
  | "delivered"
  | "read"
  | "failed"
  | "unknown"
  | "dead";
