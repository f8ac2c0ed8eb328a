import type { AnyElysia } from "elysia";
import type { InboundMessage } from "../core/message.ts";
import type { DeliveryReport, Inbox, MediaSource, Messenger, OutboundPart } from "../core/ports.ts";

/**
 * One way into one messenger. All that is true of it alone lives in its folder; the rest of the
 * program knows it by this interface, and its users' addresses as `scheme + ":" + the rest`. What a
 * channel cannot do stands in its capabilities, or is null.
 */
export interface Channel {
  /** Names it in the log, in figures and in the health report; no other channel has the same. */
  readonly name: string;
  /** That of its users' addresses, without the colon; channels to the same messenger share it. */
  readonly scheme: string;
  /** Our own, verbatim as messages to us name it. */
  readonly address: string;
  readonly capabilities: ChannelCapabilities;
  /**
   * The ids of its messages, as they are stored. No other channel has ids of this form, so that an id
   * alone says what is the same message. A channel whose own ids are not so puts its name in front.
   */
  readonly messageIds: RegExp;
  readonly messenger: Messenger;
  /** The attachments of what was sent to us. */
  readonly media: MediaSource;
  /** Whether its copies of attachments are removed once they are answered. */
  readonly isMediaRemoved: boolean;
  /** What was sent to us, to be looked through for what no webhook told of; null if it keeps no list. */
  readonly inbox: Inbox | null;
  /** Returns the model's Markdown as this messenger shows it. */
  format(markdown: string): string;
  /** Its webhooks; null if it has none. */
  routes(inbound: InboundHandlers): Routes | null;
}

/** A plugin of routes, as the HTTP server mounts it. */
export type Routes = AnyElysia;

/** What a channel can do, as data. */
interface ChannelCapabilities {
  /** In UTF-16 units. */
  readonly maxTextLength: number;
  /** Whether it can show that an answer is being written. */
  readonly typing: boolean;
  /** How files that we send get there; null if they cannot. */
  readonly media: "fetched" | "uploaded" | null;
  /** Whether a file can carry a text. */
  readonly captions: boolean;
  /** How many a message can have without approval. */
  readonly buttons: number;
  /** Whether what we speak arrives as a voice note, rather than as a file. */
  readonly voiceNotes: boolean;
  /** Whether it reports what becomes of what we sent. */
  readonly reports: boolean;
  /** How long after a user's last message free text reaches them. */
  readonly window: "24h" | "none";
}

/** What a channel does with what arrives. */
export interface InboundHandlers {
  /** Resolves once the message is on disk, or found to be `busy`: there is no room for it now. */
  receive(message: InboundMessage, caller: InboundCaller): Promise<Received>;
  recordStatus(report: DeliveryReport): Promise<unknown>;
  /** Called for every message or attempt at one: how it ended, and after how long. */
  onResult(result: string, durationMs: number): void;
}

/** The request that brings a message. */
interface InboundCaller {
  readonly arrivedAt: number;
  /** Aborted when nobody waits for the response any more. */
  readonly signal: AbortSignal;
}

export interface Received {
  readonly outcome: "queued" | "discarded" | "duplicate" | "ignored" | "busy";
  /** What the response carries to its user, in order; nothing where answers are sent on their own. */
  readonly reply?: readonly OutboundPart[];
}
