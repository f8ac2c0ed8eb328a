import type { AttachmentKind } from "./media-types.ts";

/**
 * The user's identity in the channel. Both forms are a scheme, a colon and the rest:
 * `scheme:+4915…`, `scheme:DE.abc`.
 */
export interface Identity {
  readonly phoneNumber: string | null;
  readonly externalUserId: string | null;
}

/** A user whose number or id at the messenger changed; an identity that stays may be missing. */
export interface UserMove {
  readonly previous: Identity;
  readonly current: Identity;
}

/** The kind of a message's first attachment, or of the content that replaces text. */
export type MessageType = AttachmentKind | "text" | "location" | "button";

export interface Attachment {
  readonly url: string;
  /** The type that the channel declared; may be wrong. */
  readonly contentType: string;
  readonly kind: AttachmentKind;
}

export interface Location {
  readonly latitude: string;
  readonly longitude: string;
  readonly label: string | null;
  readonly address: string | null;
}

/**
 * Facts that come with a message's text: the ad it came from, a form's answers, the choice that was
 * made, the products that were ordered, or the sign that the user put on the quoted message.
 */
export interface MessageContext {
  readonly kind: "ad" | "form" | "choice" | "order" | "reaction";
  /** By their names, in plain text. */
  readonly facts: Readonly<Record<string, string>>;
}

/** One message as a channel received it, independent of the messenger. */
export interface InboundMessage {
  /**
   * The message's id, in a form that no other channel uses (`Channel.messageIds`). A second message
   * with the same id is the same message.
   */
  readonly sid: string;
  /** The address that an answer is sent to, verbatim. */
  readonly from: string;
  /** Our address that the message was sent to. */
  readonly to: string;
  readonly identity: Identity;
  readonly profileName: string | null;
  readonly type: MessageType;
  /** May be empty. A document's text is its file name. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly location: Location | null;
  readonly quotedSid: string | null;
  readonly isForwarded: boolean;
  /** Facts beside the text; none if absent. */
  readonly context?: readonly MessageContext[];
  /** The keyword that the messenger recognised; it has then answered the message itself. */
  readonly keyword?: "stop" | "start" | "help";
  /** Unknown parameters, kept for later versions that may use them. */
  readonly raw: Readonly<Record<string, string>>;
}

/** The billing of a message of ours, as the messenger states it. */
export interface MessagePricing {
  readonly billable: boolean;
  /** In the messenger's words, such as `service` or `utility`. */
  readonly category: string;
  /** The reason why it is free, or `regular`; null if the messenger does not say. */
  readonly type: string | null;
}

/** The tokens of one model turn, as the upstream counted them. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
}
