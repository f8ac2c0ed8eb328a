/** Who wrote, as the channel knows them. Both forms are a scheme, a colon and the rest: `scheme:+4915…`, `scheme:DE.abc`. */
export interface Identity {
  readonly phoneNumber: string | null;
  readonly externalUserId: string | null;
}

export const ATTACHMENT_KINDS = [
  "image",
  "audio",
  "video",
  "document",
  "contacts",
  "unknown",
] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** The kind of a message's first attachment, or of what stands in its place. */
export type MessageType = AttachmentKind | "text" | "location" | "button";

export interface Attachment {
  readonly url: string;
  /** As the door declared it; may lie. */
  readonly contentType: string;
  readonly kind: AttachmentKind;
}

export interface Location {
  readonly latitude: string;
  readonly longitude: string;
  readonly label: string | null;
  readonly address: string | null;
}

/** What a message tells beside its words: the ad it came from, a form's answers, the choice that was made. */
export interface MessageContext {
  readonly kind: "ad" | "form" | "choice";
  /** By their names, in plain words. */
  readonly facts: Readonly<Record<string, string>>;
}

/** One message as it came in through a door, in our own words. */
export interface InboundMessage {
  /**
   * The id by which it is known, of a form that no other channel's have (`Channel.messageIds`); a
   * second message with the same one is the same message.
   */
  readonly sid: string;
  /** Where an answer goes, verbatim. */
  readonly from: string;
  /** The address of ours that it was sent to. */
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
  /** What came with the message beside its words; none when absent. */
  readonly context?: readonly MessageContext[];
  /** What the messenger took the message for; it has answered it by itself then. */
  readonly keyword?: "stop" | "start" | "help";
  /** Parameters that we do not know, kept for the day that we do. */
  readonly raw: Readonly<Record<string, string>>;
}

/** Tokens of one model turn, as the upstream counted them. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
}
