import type { MessengerReason } from "./errors.ts";
import type { AudioFormat } from "./media-types.ts";
import type { InboundMessage, MessagePricing } from "./message.ts";
import type { OutgoingFile, ReplyPart } from "./reply-part.ts";
import type { Continuation, ToolCall, ToolDefinition, ToolRound } from "./tool-call.ts";
import type { ModelUsage, TranscriptionUsage } from "./usage.ts";

/** The source of time: only the clock of `app.ts` reads the real one. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

export type Facts = Readonly<Record<string, unknown>>;

/** One line per event. Facts never hold message bodies, numbers, names or secrets. */
export interface Logger {
  debug(event: string, facts?: Facts): void;
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  error(event: string, facts?: Facts): void;
}

export type ContentPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "image"; readonly bytes: Uint8Array; readonly contentType: string }
  | {
      readonly kind: "file";
      readonly bytes: Uint8Array;
      readonly contentType: string;
      readonly name: string;
    };

export interface ModelTurn {
  readonly role: "user" | "assistant";
  /** An assistant's turn has texts only. */
  readonly content: readonly ContentPart[];
}

export interface ModelRequest {
  readonly instructions: string;
  /** Oldest first; the last one is the user's. */
  readonly turns: readonly ModelTurn[];
  /** The tools that the model may call before it answers; without any it can only write text. */
  readonly tools?: readonly ToolDefinition[];
  /** The user's time zone, if the model may search the web itself, which only OpenAI's Responses can. */
  readonly webSearch?: { readonly timezone: string } | undefined;
  /** The calls that the model has made since the last turn, oldest first. */
  readonly rounds?: readonly ToolRound[];
  /** A keyed hash of the user: all that the upstream learns about who is writing. */
  readonly userKey: string;
  /** A keyed hash of the conversation: equal keys share a cached prompt prefix. */
  readonly cacheKey: string;
  /** The time at which the oldest message of the turn was received; not sent to the upstream. */
  readonly waitingSince?: number;
  readonly signal: AbortSignal;
}

export interface ModelAnswer {
  readonly kind: "answer";
  /** May be empty unless `outcome` is `complete`. */
  readonly text: string;
  /**
   * `truncated`: the text is incomplete; `refused`: the model or a filter declined; `too-long`: the
   * prompt does not fit into the model's context, and there is no text.
   */
  readonly outcome: "complete" | "truncated" | "refused" | "too-long";
  /** The addresses of the pages that the text cites, where its server tells them. */
  readonly sources?: readonly string[];
  readonly usage: ModelUsage;
}

/** The model asks for these calls, and for their results in the next request. */
export interface ModelToolCalls {
  readonly kind: "tool-calls";
  /** At least one. */
  readonly calls: readonly ToolCall[];
  readonly continuation: Continuation | null;
  readonly usage: ModelUsage;
}

/** Calls occur only if tools were offered. */
export type ModelReply = ModelAnswer | ModelToolCalls;

/** The content beside text that a model accepts; a request must not contain any other. */
export interface ModelCapabilities {
  readonly vision: boolean;
  /** True if a PDF may be sent as a file; scans are read this way. */
  readonly files: boolean;
}

/**
 * Sends one request to a model. Throws `TransientError` if a retry may help and `PermanentError` if
 * it cannot; never any other error, and never the upstream's own.
 */
export interface Model {
  readonly name: string;
  readonly capabilities: ModelCapabilities;
  respond(request: ModelRequest): Promise<ModelReply>;
}

/** The address to which a user's answers go, and the one they come from. */
export interface Correspondence {
  /** The user's last address, verbatim. */
  readonly to: string;
  /** Our address that the user wrote to last; null if that was not kept, or they never wrote. */
  readonly from: string | null;
}

export interface OutboundPart extends Correspondence {
  readonly content: ReplyPart<OutgoingFile>;
  /** Returned with every delivery status of this send. */
  readonly nonce: string;
  /** The time at which it was first queued. */
  readonly createdAt?: number;
  /** The id of the template that shows its choices; they are written out without one that is needed. */
  readonly templateId?: string | null;
}

/** A message that we sent, as the messenger's list shows it. */
export interface SentMessage {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  /** The number of its files. */
  readonly files: number;
  readonly status: DeliveryStatus;
  /** Milliseconds UTC by the messenger's own clock, in whole seconds. */
  readonly createdAt: number;
}

interface SentList {
  /** Newest first. */
  readonly messages: readonly SentMessage[];
  /** The messenger's clock minus ours. */
  readonly clockOffsetMs: number;
}

/** The delivery status of a send, independent of the messenger's own terms. */
export type DeliveryStatus = "accepted" | "sent" | "delivered" | "read" | "failed";

/** A messenger's report on a send after it accepted it. */
export interface DeliveryReport {
  /** Our nonce of the send; null if the report carried none. */
  readonly nonce: string | null;
  readonly sid: string;
  readonly status: DeliveryStatus;
  /** The messenger's own code. */
  readonly errorCode: string | null;
  /** The reason of the failure; null if there was none, or it is unknown. */
  readonly reason: MessengerReason | null;
  /** True if the failure may be temporary. */
  readonly isPassing: boolean;
  /** Absent from channels and reports that do not say. */
  readonly pricing?: MessagePricing;
}

export interface Messenger {
  /**
   * Sends once, within 10 s; `files` has the bytes of the part's file, for a channel that uploads
   * them. Throws `TransientError` if it was certainly not sent, `PermanentError` if it was refused,
   * `SendUncertain` if it may have been sent. The reason of a refusal is `template-gone` if its
   * template does not exist any more.
   */
  send(part: OutboundPart, files?: Pick<OutgoingFiles, "read">): Promise<{ readonly sid: string }>;
  /**
   * Returns the newest messages that we sent to a user; null if the messenger lists none, and only
   * its reports tell what was sent. Throws `TransientError` or `PermanentError`.
   */
  listSentTo(user: Correspondence): Promise<SentList | null>;
  /** Shows that an answer to this inbound message is being written. Throws like `send`. */
  showTyping(inboundSid: string): Promise<void>;
}

/** The files that we send, for a messenger to fetch or a channel to upload. */
export interface OutgoingFiles {
  /** Returns what is known of the file with this token; null if there is none, or none any more. */
  find(token: string): Promise<OutgoingFile | null>;
  /** Returns its bytes. */
  read(token: string): Promise<Uint8Array | null>;
  /** Notes that a messenger has fetched it: proof that the messenger took the part. */
  noteFetched(token: string): Promise<void>;
}

/** A reference to an attachment that the messenger stores. */
export interface MediaReference {
  readonly url: string;
  /** The message that the attachment came with. */
  readonly messageSid: string;
}

export interface MediaSource {
  /**
   * The attachment's bytes, decoded, as they arrive; nothing is read before the reader asks for it.
   * Throws `TransientError` or `PermanentError`, whose code is `media-gone` if it no longer exists.
   */
  open(media: MediaReference, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /**
   * Removes the messenger's copy; succeeds if it is already gone. Throws `TransientError` or
   * `PermanentError`.
   */
  remove(media: MediaReference): Promise<void>;
}

interface Transcription {
  /** The spoken words; empty if there are none. */
  readonly text: string;
  readonly usage: TranscriptionUsage;
}

export interface Transcriber {
  /**
   * Returns null, at no cost, if the file is not readable as audio. Throws `TransientError` or
   * `PermanentError`.
   */
  transcribe(recording: {
    readonly path: string;
    readonly format: AudioFormat;
    readonly signal: AbortSignal;
  }): Promise<Transcription | null>;
}

/**
 * A message that was sent to us, as the messenger's list shows it: less than its webhook contains.
 */
export interface ListedMessage {
  readonly sid: string;
  /** Milliseconds UTC by the messenger's own clock, in whole seconds. */
  readonly sentAt: number;
  /** Returns the message with its attachments; null if it is not for us. Throws like `Inbox`. */
  read(): Promise<InboundMessage | null>;
}

/**
 * The messages that reached the messenger, whether or not its webhook reached us. Throws
 * `TransientError` or `PermanentError`.
 */
export interface Inbox {
  /**
   * Lists the messages sent to us since then, oldest first; `clockOffsetMs` is the messenger's
   * clock minus ours.
   */
  listReceivedSince(
    since: number,
  ): Promise<{ readonly messages: readonly ListedMessage[]; readonly clockOffsetMs: number }>;
}
