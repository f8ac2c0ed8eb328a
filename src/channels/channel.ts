import type { AnyElysia } from "elysia";
import type { CallRate } from "../core/call-rate.ts";
import type { ChoiceTemplate } from "../core/choices.ts";
import type { PriceSource } from "../core/message-prices.ts";
import type { AttachmentKind } from "../core/media-types.ts";
import type { InboundMessage, UserMove } from "../core/message.ts";
import type { DeliveryReport, Inbox, MediaSource, Messenger, OutboundPart } from "../core/ports.ts";
import type { Poller } from "../core/poller.ts";
import type { WindowRules } from "../core/reply-window.ts";

/**
 * A connection to one messenger. Everything specific to it is in its folder; the rest of the
 * program uses this interface, and its users' addresses as `scheme + ":" + the rest`. Unsupported
 * features are stated in its capabilities, or null.
 */
export interface Channel {
  /** The unique name in the log, in metrics and in the health report. */
  readonly name: string;
  /**
   * The scheme of its users' addresses, without the colon; channels to the same messenger share it.
   */
  readonly scheme: string;
  /** Our own address, verbatim as messages to us name it. */
  readonly address: string;
  readonly capabilities: ChannelCapabilities;
  /**
   * The form of its message ids, as they are stored. No other channel has ids of this form, so that
   * an id alone identifies a message. A channel whose own ids are not unique in this way prefixes
   * them with its name.
   */
  readonly messageIds: RegExp;
  readonly messenger: Messenger;
  /** The attachments of messages to us. */
  readonly media: MediaSource;
  /** True if the messenger's copies of attachments are removed after the answer. */
  readonly isMediaRemoved: boolean;
  /**
   * The messenger's list of messages to us, to find those without a webhook; null if it keeps none.
   */
  readonly inbox: Inbox | null;
  /** The source of messages to us that calls no webhook, but is polled; null if there is none. */
  readonly poller: Poller | null;
  /** The calls that its address accepts in a minute; null if they need not be counted. */
  readonly pace: Pace | null;
  /** The source of actual prices; null if the messenger has none. */
  readonly prices: PriceSource | null;
  /** Returns the template that a part needs; null if it needs none. Without it, no part needs one. */
  templateFor?(part: OutboundPart): ChoiceTemplate | null;
  /** Converts the model's Markdown to this messenger's formatting. */
  format(markdown: string): string;
  /** Returns the channel's webhooks; null if it has none. */
  routes(inbound: InboundHandlers): Routes | null;
  /** The largest body of each of its paths, in bytes, where it is larger than the server's usual. */
  readonly bodyLimits: Readonly<Record<string, number>>;
}

interface Pace {
  readonly sends: CallRate;
  /** Read receipts and typing indicators. */
  readonly statuses: CallRate;
}

/** A plugin of routes that the HTTP server mounts. */
export type Routes = AnyElysia;

/** The features of a channel, as data. */
interface ChannelCapabilities {
  /** In UTF-16 units. */
  readonly maxTextLength: number;
  /** True if it can show that an answer is being written. */
  readonly typing: boolean;
  /** The way in which our files reach the messenger; null if it accepts none. */
  readonly media: "fetched" | "uploaded" | null;
  /** The content types of documents that it delivers. */
  readonly documents: readonly string[];
  /** The content types of recordings that it delivers. */
  readonly recordings: readonly string[];
  /** The largest file that it delivers, in bytes. */
  readonly maxFileSize: number;
  /** The largest picture that it delivers, in bytes. */
  readonly maxPictureSize: number;
  /** The kinds of files that can have a caption. */
  readonly captions: readonly AttachmentKind[];
  /** In UTF-16 units. */
  readonly maxCaptionLength: number;
  /** The number of buttons that a message can have without approval. */
  readonly buttons: number;
  /** True if our speech arrives as a voice note rather than as a file. */
  readonly voiceNotes: boolean;
  /**
   * The wait for the report of a send without an answer, in units of SEND_GRACE_SECONDS, also if this
   * server was started after the send; null if the list of sent messages has it.
   */
  readonly reportWait: { readonly usual: number; readonly afterRestart: number } | null;
  /** The period after a user's last message in which free text can be sent. */
  readonly window: "24h" | "none";
  /** True if a reminder can be sent after that, as a template. */
  readonly reminderTemplate: boolean;
  /** The number of messages that the messenger accepts in a second. */
  readonly messagesPerSecond: number;
}

/** Returns when a channel's users can be written to; in webhook responses only when they write. */
export function windowRulesOf(
  { capabilities }: Pick<Channel, "capabilities">,
  { isPulled }: { readonly isPulled: boolean },
): WindowRules {
  const { window, reminderTemplate } = capabilities;
  return isPulled
    ? { window: "never", hasTemplate: false }
    : { window, hasTemplate: reminderTemplate };
}

/** The handlers that a channel calls with incoming messages. */
export interface InboundHandlers {
  /** Resolves once the message is on disk, or with `busy` if there is no room for it now. */
  receive(message: InboundMessage, caller: InboundCaller): Promise<Received>;
  recordStatus(report: DeliveryReport): Promise<unknown>;
  /** Resolves once a user is known under another number or id, instead of becoming a second user. */
  moveUser(move: UserMove): Promise<unknown>;
  /** Called for every message or attempt, with its result and duration. */
  onResult(result: string, durationMs: number): void;
}

/** The request that delivers a message. */
interface InboundCaller {
  readonly arrivedAt: number;
  /** The time at which the user sent the message; absent if the messenger does not say. */
  readonly sentAt?: number;
  /** Aborts when the client no longer waits for the response. */
  readonly signal: AbortSignal;
}

export interface Received {
  readonly outcome: "queued" | "taken-over" | "discarded" | "duplicate" | "ignored" | "busy";
  /**
   * The parts that the response carries to the user, in order; none if answers are sent separately.
   */
  readonly reply?: readonly OutboundPart[];
}
