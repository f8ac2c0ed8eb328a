/** The events that a receiver at EVENTS_WEBHOOK_URL is sent. */
export type WebhookEventType =
  | "message.received"
  | "message.answered"
  | "message.failed"
  /** The user asked for a human. */
  | "conversation.human_requested"
  | "conversation.taken_over"
  | "conversation.handed_back";
