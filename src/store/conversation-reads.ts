import type { Location, MessageType } from "../core/message.ts";
import type { Row } from "./row.ts";
import type { DeliveryState, MessageState } from "./states.ts";

export interface ConversationsPage {
  readonly search: string | null;
  readonly after: ConversationPlace | null;
  readonly before?: number | null;
  readonly limit: number;
}

/** Conversations, and the message before which no text was searched; null if all were, or none. */
export interface FoundConversations {
  readonly items: readonly StoredConversation[];
  readonly before: number | null;
}

export interface ConversationPlace {
  readonly isWaiting: boolean;
  readonly lastAt: number;
  readonly userId: number;
}

export interface MessagePlace {
  readonly at: number;
  readonly id: number;
}

export interface StoredConversation {
  readonly userId: number;
  readonly name: string | null;
  /** The user's address, and ours that they wrote to last. */
  readonly to: string;
  readonly from: string | null;
  readonly isActive: boolean;
  readonly isOptedOut: boolean;
  readonly takenOverBy: string | null;
  readonly humanAskedAt: number | null;
  readonly lastWroteAt: number | null;
  /** The time of the latest message of either side; null if there is none. */
  readonly lastAt: number | null;
  readonly last: LastMessage | null;
  readonly isOpen: boolean;
  /** By the store's clock. */
  readonly now: number;
}

interface LastMessage {
  readonly direction: "inbound" | "outbound";
  readonly type: MessageType;
  readonly state: MessageState | null;
  readonly content: string | null;
  /** The beginning of its answer. */
  readonly answer: string | null;
  readonly writtenBy: string | null;
  readonly hasFailedPart: boolean;
}

export interface StoredMessage extends MessagePlace {
  readonly direction: "inbound" | "outbound";
  readonly type: MessageType;
  readonly state: MessageState | null;
  readonly content: string | null;
  readonly location: Location | null;
  /** The name of its file where its text is not that; null if it has none. */
  readonly fileName: string | null;
  readonly topic: string | null;
  readonly writtenBy: string | null;
  readonly sid: string | null;
  /** The text of the message that it quotes; null if it quotes none, or that is not stored. */
  readonly quoted: string | null;
  /** The sid of the message that it is a reaction to; null if it is none. */
  readonly reactsTo: string | null;
  readonly attachments: readonly ThreadAttachment[];
  readonly parts: readonly ThreadPart[];
}

/** An attachment with its transcript or extracted text, which is null for a refused one. */
export type ThreadAttachment = Pick<
  Row<"attachments">,
  "idx" | "kind" | "contentType" | "url" | "text"
>;

export interface ThreadPart {
  readonly id: number;
  readonly sid: string | null;
  readonly part: number;
  readonly at: number;
  readonly body: string;
  readonly state: DeliveryState;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly file: SentFile | null;
}

type SentFile = Pick<Row<"outgoingFiles">, "contentType" | "name" | "size">;
