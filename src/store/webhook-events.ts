import type { MessageType } from "../core/message.ts";

/** The events that a receiver at EVENTS_WEBHOOK_URL is sent. */
export type WebhookEventType =
  | "message.received"
  | "message.answered"
  | "message.failed"
  /** The user asked for a human. */
  | "conversation.human_requested"
  | "conversation.taken_over"
  | "conversation.handed_back";

/** An event that is due, with what it is about as it is stored now. */
export interface DueEvent {
  readonly id: number;
  /** The id that the receiver knows it by, however often it is sent. */
  readonly eventId: string;
  readonly type: WebhookEventType;
  readonly at: number;
  /** The number of times that it was sent before. */
  readonly attempt: number;
  /** The owner who acted; null if none did. */
  readonly by: string | null;
  readonly user: {
    readonly id: number;
    readonly address: string;
    readonly name: string | null;
  };
  readonly message: EventMessage | null;
}

interface EventMessage {
  readonly id: number;
  readonly type: MessageType;
  /** Null if it has none, or is private. */
  readonly text: string | null;
  readonly answer: string | null;
  /** The author of a message of ours; null for a user's, and for the bot. */
  readonly writtenBy: string | null;
}
