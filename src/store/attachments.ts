import type { Lane } from "../core/lane.ts";
import type { Attachment, AttachmentKind, MessageType } from "../core/message.ts";
import type { Turn, WaitingMessage } from "./turn.ts";

/** The steps that have to do with what messages bring along; a part of `Store`. */
export interface AttachmentStore {
  /** What came with this message, in order, with what has been understood of it so far. */
  attachmentsOf(message: WaitingMessage): Promise<StoredAttachment[]>;
  /**
   * Keeps what an attachment turned out to be, so that no retry has to find out again, and counts
   * it towards the user's limit of the day `countedOn`.
   */
  recordUnderstanding(
    lane: Lane,
    place: AttachmentPlace,
    found: Understanding,
    countedOn: string,
  ): Promise<boolean>;
  /** How many attachments of this user were counted towards that day. */
  mediaLookedAt(userId: number, day: string): Promise<number>;
  /**
   * What was understood earlier in this conversation and answered by a model, newest first; of
   * pictures only those whose bytes are still kept.
   */
  pastAttachments(turn: Turn, kind: AttachmentKind, limit: number): Promise<PastAttachment[]>;
  /** The message of this user's, theirs or ours, that `sid` names. */
  quotedMessage(message: WaitingMessage, sid: string): Promise<QuotedMessage | null>;
}

export interface AttachmentPlace {
  readonly messageId: number;
  /** Counted from 0. */
  readonly idx: number;
}

/** What an attachment turned out to be. */
export interface Understanding {
  readonly state: "understood" | "refused";
  readonly kind: AttachmentKind;
  /** By its bytes, where they tell. */
  readonly contentType: string;
  /** What it says; of a refused one, why. */
  readonly text: string | null;
  /** What a model can be shown of it. */
  readonly bytes: Uint8Array | null;
  /** How long it plays. */
  readonly durationMs: number | null;
}

export interface StoredAttachment extends Attachment, AttachmentPlace {
  /** `dropped`: it was understood, and is kept no longer. */
  readonly state: "waiting" | "understood" | "refused" | "dropped";
  readonly text: string | null;
  readonly bytes: Uint8Array | null;
  readonly durationMs: number | null;
}

export interface PastAttachment extends StoredAttachment {
  /** What its message says: a caption, or a document's name. */
  readonly caption: string;
  readonly receivedAt: number;
}

export interface QuotedMessage {
  readonly role: "user" | "assistant";
  readonly type: MessageType;
  readonly text: string;
  readonly attachments: readonly PastAttachment[];
}
