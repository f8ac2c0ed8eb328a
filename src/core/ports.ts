import type { MessengerReason } from "./errors.ts";
import type { InboundMessage } from "./message.ts";
import type { Continuation, ToolCall, ToolDefinition, ToolRound } from "./tool-call.ts";
import type { ModelUsage, TranscriptionUsage } from "./usage.ts";

/** Time is given: nothing but the clock of `app.ts` reads the real one. */
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
  /** The assistant's are texts. */
  readonly content: readonly ContentPart[];
}

export interface ModelRequest {
  readonly instructions: string;
  /** Oldest first; the last one is the user's. */
  readonly turns: readonly ModelTurn[];
  /** What the model may call before it answers; it is asked for words alone when there is none. */
  readonly tools?: readonly ToolDefinition[];
  /** What the model has called since the last turn, oldest first. */
  readonly rounds?: readonly ToolRound[];
  /** A keyed hash of the user: what the upstream may know of who is writing. */
  readonly userKey: string;
  /** A keyed hash of the conversation: equal keys share a cached prompt prefix. */
  readonly cacheKey: string;
  /** When the oldest of the messages came that are answered; not for the upstream. */
  readonly waitingSince?: number;
  readonly signal: AbortSignal;
}

export interface ModelAnswer {
  readonly kind: "answer";
  /** May be empty unless `outcome` is `complete`. */
  readonly text: string;
  /**
   * `truncated`: the text stops before its end; `refused`: the model or a filter declined;
   * `too-long`: the prompt does not fit into the model's context, and there is no text.
   */
  readonly outcome: "complete" | "truncated" | "refused" | "too-long";
  readonly usage: ModelUsage;
}

/** The model wants these calls made, and to be asked again with their results. */
export interface ModelToolCalls {
  readonly kind: "tool-calls";
  /** At least one. */
  readonly calls: readonly ToolCall[];
  readonly continuation: Continuation | null;
  readonly usage: ModelUsage;
}

/** Calls come only where tools were offered. */
export type ModelReply = ModelAnswer | ModelToolCalls;

/** What a model can be shown beside words; whatever else a request holds, it must not hold more. */
export interface ModelCapabilities {
  readonly vision: boolean;
  /** Whether a PDF may go along as a file, which is how a scan is read. */
  readonly files: boolean;
}

/**
 * Asks a model once. Throws `TransientError` when asking again may help and `PermanentError` when it
 * cannot; nothing else, and never the upstream's own error.
 */
export interface Model {
  readonly name: string;
  readonly capabilities: ModelCapabilities;
  respond(request: ModelRequest): Promise<ModelReply>;
}

/** Where a user is answered, and from where. */
export interface Correspondence {
  /** The user's last address, verbatim. */
  readonly to: string;
  /** The address of ours that the user wrote to last; null where that was not kept, or they never wrote. */
  readonly from: string | null;
}

export interface OutboundPart extends Correspondence {
  readonly body: string;
  readonly mediaUrl: string | null;
  /** Comes back with every delivery status of this send. */
  readonly nonce: string;
  /** When it was first queued. */
  readonly createdAt?: number;
}

/** A message of ours, as the messenger's list tells it. */
export interface SentMessage {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  readonly status: DeliveryStatus;
  /** Milliseconds UTC by the messenger's own clock, in whole seconds. */
  readonly createdAt: number;
}

/** What a messenger reports of a send, whatever it calls it. */
export type DeliveryStatus = "accepted" | "sent" | "delivered" | "read" | "failed";

/** What a messenger tells of a send after it took it. */
export interface DeliveryReport {
  /** What we named the send; null when the report carried none. */
  readonly nonce: string | null;
  readonly sid: string;
  readonly status: DeliveryStatus;
  /** The messenger's own code. */
  readonly errorCode: string | null;
  /** Why it failed; null if it did not, or that is not known. */
  readonly reason: MessengerReason | null;
  /** Whether it failed for a reason that may soon be gone. */
  readonly isPassing: boolean;
}

export interface Messenger {
  /**
   * Sends once, within 10 s. Throws `TransientError` when it certainly was not sent,
   * `PermanentError` when it was refused, `SendUncertain` when it may have been sent.
   */
  send(part: OutboundPart): Promise<{ readonly sid: string }>;
  /**
   * The newest messages that we sent to a user, newest first; `clockOffsetMs` is the messenger's
   * clock minus ours. Throws `TransientError` or `PermanentError`.
   */
  listSentTo(
    user: Correspondence,
  ): Promise<{ readonly messages: readonly SentMessage[]; readonly clockOffsetMs: number }>;
  /** Shows that an answer to this inbound message is being written. Throws like `send`. */
  showTyping(inboundSid: string): Promise<void>;
}

/** An attachment where the messenger keeps it. */
export interface MediaReference {
  readonly url: string;
  /** The message that it came with. */
  readonly messageSid: string;
}

export interface MediaSource {
  /**
   * The attachment's bytes, decoded, as they arrive; nothing is read ahead of whoever reads. Throws
   * `TransientError` or `PermanentError`, whose code is `media-gone` when there is nothing there.
   */
  open(media: MediaReference, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /**
   * Removes the messenger's copy; that it is gone already is no failure. Throws `TransientError` or
   * `PermanentError`.
   */
  remove(media: MediaReference): Promise<void>;
}

/** What transcription services take, by the file name's extension that tells them. */
export type AudioFormat = "flac" | "mp3" | "mp4" | "m4a" | "ogg" | "wav" | "webm";

interface Transcription {
  /** The words that are spoken; empty when there are none. */
  readonly text: string;
  readonly usage: TranscriptionUsage;
}

export interface Transcriber {
  /**
   * Returns null, which costs nothing, when the file cannot be heard as audio. Throws `TransientError` or `PermanentError`.
   */
  transcribe(recording: {
    readonly path: string;
    readonly format: AudioFormat;
    readonly signal: AbortSignal;
  }): Promise<Transcription | null>;
}

/** A message that was sent to us, as the messenger's list tells it: less than its webhook would. */
export interface ListedMessage {
  readonly sid: string;
  /** Milliseconds UTC by the messenger's own clock, in whole seconds. */
  readonly sentAt: number;
  /** The message with its attachments; null when it is none for us. Throws like `Inbox`. */
  read(): Promise<InboundMessage | null>;
}

/** What reached the messenger, whether or not we heard of it. Throws `TransientError` or `PermanentError`. */
export interface Inbox {
  /** What was sent to us since then, oldest first; `clockOffsetMs` is the messenger's clock minus ours. */
  listReceivedSince(
    since: number,
  ): Promise<{ readonly messages: readonly ListedMessage[]; readonly clockOffsetMs: number }>;
}
