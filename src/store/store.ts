import type {
  Identity,
  InboundMessage,
  Location,
  MessageType,
  TokenUsage,
} from "../core/message.ts";
import type { DeliveryStatus, OutboundPart } from "../core/ports.ts";
import type { AttachmentStore } from "./attachments.ts";
import type { ReplyStore } from "./replies.ts";
import type { NewJob, UpkeepStore } from "./upkeep.ts";

/**
 * What happened, as data. Each function is one atomic step of the story; no transaction ever
 * crosses this interface. Times are milliseconds UTC by the store's own clock, so callers give
 * delays, never moments. Functions that take a `Lane` are fenced: when the lane is no longer
 * ours they change nothing and return `null` or `false`.
 */
export interface Store extends AttachmentStore, ReplyStore, UpkeepStore {
  /** When this person's recent messages came, oldest first: what a rate limit is primed with. */
  arrivalsSince(identity: Identity, since: number): Promise<Arrivals>;
  /**
   * Finds or creates the person, asks `judge`, and stores the message together with its place in
   * the queue. A sid that was seen before is a duplicate: `judge` is not asked. `judge` must be pure.
   */
  receive(message: InboundMessage, judge: (standing: Standing) => Verdict): Promise<Receipt>;

  /** Takes the lane that has waited longest among those that are due and free. */
  claimLane(owner: string, leaseMs: number): Promise<Lane | null>;
  renewLane(lane: Lane, leaseMs: number): Promise<Lane | null>;
  /** Gives the lane back; it is ready again when its oldest open work is due. */
  releaseLane(lane: Lane): Promise<boolean>;
  /** When the next lane falls due, or null when all are idle. */
  nextReadyAt(): Promise<number | null>;

  /**
   * Commits the start of this user's oldest open work and returns it: a message counts one more
   * start, a pending part becomes `sending` and is to be looked up `graceMs` later. The lease is
   * renewed. Null when nothing is due, when the lane is lost, or when the work is to answer and
   * `mayAnswer` is false.
   */
  nextStep(lane: Lane, options: StepOptions): Promise<Step | null>;
  /** What was said before this message in its conversation, oldest first, at most `limit` entries. */
  history(turn: Turn, limit: number): Promise<PastMessage[]>;
  /**
   * Notes that a model call begins and returns when this message's first one did. A first call
   * from before `voidBefore` is forgotten: that process is gone, and it is not the message's fault.
   */
  beginModelCall(lane: Lane, turn: Turn, voidBefore: number): Promise<number | null>;
  recordAnswer(lane: Lane, turn: Turn, answer: AnswerRecord): Promise<boolean>;
  /**
   * Counts an upstream failure; the message is due again after `delayMs`. False, and nothing is
   * changed, when that would be later than `giveUpMs` after its first model call began.
   */
  postponeAnswer(lane: Lane, turn: Turn, retry: Retry): Promise<boolean>;
  /** Gives a turn up: its messages are dead, and one apology is queued as the only part. */
  buryTurn(lane: Lane, turn: Turn, apology: string, error: string): Promise<boolean>;

  /** The messenger has it; the message's next part is due after `nextAfterMs`, or once this one is reported sent. */
  recordAccepted(lane: Lane, partId: number, accepted: Accepted): Promise<boolean>;
  /** It certainly was not sent: pending again, due after `delayMs`. A failure counts as an attempt. */
  postponeSend(
    lane: Lane,
    partId: number,
    delayMs: number,
    failure: SendFailure | null,
  ): Promise<boolean>;
  /** It may have been sent: stays `sending`, to be looked up again after `delayMs`. */
  postponeLookup(lane: Lane, partId: number, wait: LookupWait): Promise<boolean>;
  /** It was refused for good: failed, and the later parts of the same message are dead. */
  recordRefused(lane: Lane, partId: number, failure: SendFailure): Promise<boolean>;
  /** Looking it up did not settle it and it must not be sent twice: the next part goes on. */
  recordUnknown(lane: Lane, partId: number): Promise<boolean>;
  /** A delivery report; only ever raises a part's rank. False when no part of ours is meant. */
  recordStatus(report: StatusReport): Promise<boolean>;
  /** Which of these sids are known as parts of ours. */
  knownSids(sids: readonly string[]): Promise<ReadonlySet<string>>;

  overview(): Promise<Overview>;
  close(): Promise<void>;
}

export interface Arrivals {
  readonly admitted: readonly number[];
  readonly refused: readonly number[];
}

/** What the store knows of a person when a message of theirs comes in. */
export interface Standing {
  readonly isWhitelisted: boolean;
  readonly isActive: boolean;
}

export type RefusalReason = "rate-limited" | "not-whitelisted" | "blocked" | "empty";

export type Verdict =
  /**
   * A conversation that rested for longer than `restMs` is over: the message begins a new one. It
   * is due after `settleMs`, so that what follows at once is answered with it.
   */
  | { readonly admitted: true; readonly restMs: number; readonly settleMs: number }
  | {
      readonly admitted: false;
      readonly why: RefusalReason;
      /** Queued only when this person had none for the same reason within `everyMs`. */
      readonly notice: { readonly text: string; readonly everyMs: number } | null;
    };

export type Receipt =
  | { readonly outcome: "duplicate" }
  | {
      readonly outcome: "queued";
      readonly messageId: number;
      readonly userId: number;
      readonly at: number;
    }
  | {
      readonly outcome: "discarded";
      readonly messageId: number;
      readonly userId: number;
      readonly at: number;
      readonly why: RefusalReason;
      readonly isNoticed: boolean;
    };

/** The right to work for one user, until `leaseUntil`; `epoch` tells this claim from every other. */
export interface Lane {
  readonly userId: number;
  readonly owner: string;
  readonly epoch: number;
  readonly leaseUntil: number;
}

export interface StepOptions {
  readonly leaseMs: number;
  readonly graceMs: number;
  readonly mayAnswer: boolean;
  /** Whether everything of this user that waits in the conversation is answered together. */
  readonly isMerged: boolean;
}

export interface Retry {
  readonly delayMs: number;
  readonly giveUpMs: number;
  readonly error: string;
}

export interface LookupWait {
  readonly delayMs: number;
  /** Whether the messenger's list was read, and the part was not in it. */
  readonly isCounted: boolean;
}

export type Step =
  | { readonly kind: "answer"; readonly turn: Turn }
  | { readonly kind: "send"; readonly part: OpenPart }
  | { readonly kind: "look-up"; readonly part: OpenPart };

/** One message that wants its answer. */
export interface WaitingMessage {
  readonly messageId: number;
  readonly userId: number;
  readonly conversationId: number;
  readonly sid: string | null;
  readonly type: MessageType;
  readonly text: string;
  readonly location: Location | null;
  readonly quotedSid: string | null;
  readonly isForwarded: boolean;
  readonly receivedAt: number;
}

/** What is answered at once: a message that will own the answer, and those before it. */
export interface Turn extends WaitingMessage {
  /** Oldest first; none when the message is answered alone. */
  readonly earlier: readonly WaitingMessage[];
  /** Upstream failures so far. */
  readonly attempt: number;
  /** Times that it was begun, this one included. */
  readonly starts: number;
}

export interface OpenPart extends OutboundPart {
  readonly id: number;
  readonly messageId: number;
  readonly part: number;
  readonly attempt: number;
  /** When it was first queued. */
  readonly createdAt: number;
  /** When its last send began. */
  readonly startedAt: number;
  /** Times that it was looked up since then. */
  readonly lookups: number;
}

export interface PastMessage {
  readonly role: "user" | "assistant";
  readonly type: MessageType;
  readonly text: string;
}

export interface AnswerRecord {
  readonly text: string;
  /** What messages say in words, where that had to be found out; takes their content's place. */
  readonly words?: readonly { readonly messageId: number; readonly text: string }[];
  /** What remains to be done once the answer stands. */
  readonly jobs?: readonly NewJob[];
  readonly parts: readonly string[];
  readonly model: string | null;
  readonly usage: TokenUsage | null;
  readonly error: string | null;
}

export interface Accepted {
  readonly sid: string;
  readonly nextAfterMs: number;
}

export interface SendFailure {
  readonly code: string | null;
  readonly message: string;
}

export interface StatusReport {
  readonly nonce: string | null;
  readonly sid: string;
  readonly status: DeliveryStatus;
  readonly errorCode: string | null;
}

export interface Overview {
  /** Messages without an answer. */
  readonly waitingMessages: number;
  readonly oldestWaitingAt: number | null;
  /** Parts that are not yet accepted by the messenger; not those that wait to be pulled. */
  readonly waitingParts: number;
}
