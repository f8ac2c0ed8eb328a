import type { EventChannel } from "../core/event-bus.ts";
import type { Lane, Released } from "../core/lane.ts";
import type { InboundMessage, MessageType, TokenUsage } from "../core/message.ts";
import type { ReplyPart } from "../core/reply-part.ts";
import type { SuspectPolicy } from "../core/suspects.ts";
import type { AttachmentStore } from "./attachments.ts";
import type { Bill } from "./charges.ts";
import type { DelayStore } from "./delays.ts";
import type { DraftStore } from "./drafts.ts";
import type { UserStore, RefusalReason, SenderState } from "./users.ts";
import type { ExportStore } from "./export.ts";
import type { FactStore } from "./facts.ts";
import type { KnowledgeStore } from "./knowledge.ts";
import type { OutgoingFileStore } from "./outgoing-files.ts";
import type { ComposeReminders, ReminderStore } from "./reminders.ts";
import type { ReplyStore } from "./replies.ts";
import type { OpenPart, SendStore } from "./sends.ts";
import type { ModelCall, ModelCallStart, SpendingStore } from "./spending.ts";
import type { AdminLinkEffect } from "./admin-access.ts";
import type { ToolCallStore } from "./tool-calls.ts";
import type { ToolEffect } from "./tool-effects.ts";
import type { Turn } from "./turn.ts";
import type { WebhookEventStore } from "./webhook-events.ts";
import type { NewJob, Overview, MaintenanceStore, StateMark } from "./maintenance.ts";

/**
 * The durable state of the bot. Each function is one atomic step; no transaction crosses this
 * interface. Times are milliseconds UTC by the store's own clock, so callers pass delays, never
 * times. Functions that take a `Lane` are fenced: if the caller no longer holds the lane they
 * change nothing and return `null` or `false`.
 */
export interface Store
  extends
    AttachmentStore,
    DelayStore,
    DraftStore,
    UserStore,
    ReplyStore,
    SendStore,
    SpendingStore,
    MaintenanceStore,
    OutgoingFileStore,
    ToolCallStore,
    FactStore,
    ExportStore,
    ReminderStore,
    KnowledgeStore,
    WebhookEventStore {
  /**
   * Finds the user, asks `judge`, and stores the message together with its place in the queue, or
   * nothing if there is no room. A message id that was received before is a duplicate: `judge` is
   * not asked. `judge` may be asked again and must then answer the same. `ageMs` is the age of a
   * message that was not sent now; `windowMs` is how far back `judge` sees this user's messages, of
   * which it sees none if they are fewer than `fewestTold`, which saves reading them. `mark` is
   * written in the same transaction, unless the message is `busy`.
   */
  receive(
    message: InboundMessage,
    judge: (standing: SenderState) => Verdict,
    ageMs?: number,
    windowMs?: number,
    fewestTold?: number,
    mark?: StateMark | null,
  ): Promise<Receipt>;

  /**
   * Claims the lane that has waited longest among those that are due and free. With `first`,
   * commits are saved: its first answer is begun in the same transaction, a send is begun together
   * with the step before it and returned by `nextStep`, and the lane is released with its last
   * step.
   */
  claimLane(owner: string, leaseMs: number, first?: StepOptions): Promise<Claimed | null>;
  renewLane(lane: Lane, leaseMs: number): Promise<Lane | null>;
  /** Releases the lane, due again when its oldest open work is. Returns null if it is lost. */
  releaseLane(lane: Lane): Promise<Released | null>;
  /**
   * Returns the milliseconds until the next lane is due, 0 or less if one is; null if all are idle.
   */
  untilDue(): Promise<number | null>;

  /**
   * Commits the start of this user's oldest open work and returns it: a message counts one more
   * start, a pending part becomes `sending`. A part that is already `sending` must be looked up,
   * together with all due parts of this user. Renews the lease. Returns null if nothing is due, if
   * the lane is lost, or if the work is an answer and `mayAnswer` is false. A send may have been
   * begun together with the step before it. A message that was begun twice without finishing shares
   * its turn with no other, and begins as `suspects` allows.
   */
  nextStep(lane: Lane, options: StepOptions): Promise<Step | null>;
  /**
   * Undoes the start of a turn that this process stops: the start does not count for those of its
   * messages that still wait. The reservation of an interrupted call stays spent.
   */
  spareTurn(lane: Lane, turn: Turn): Promise<boolean>;
  /**
   * Returns the conversation before this message, oldest first: from the message that the last
   * call's `historyFrom` names, and of that the newest `limit` entries.
   */
  history(turn: Turn, limit: number): Promise<PastMessage[]>;
  /**
   * Reserves the most that a model call may cost, records its start and the history that it uses,
   * and returns the time at which this message's first call began. A start before `voidBefore`, by
   * a process that has ended, does not count. The answer settles the reservation, or a failure
   * releases it. Returns null also if the turn no longer waits for its answer.
   */
  beginModelCall(lane: Lane, turn: Turn, call: ModelCall): Promise<ModelCallStart | null>;
  recordAnswer(lane: Lane, turn: Turn, answer: AnswerRecord): Promise<boolean>;
  /**
   * Answers with up to `maxParts` held parts of this user's newest answer, and returns how many it
   * queued; if that is 0 nothing is changed. Null if the lane is lost.
   */
  continueAnswer(lane: Lane, turn: Turn, maxParts: number): Promise<number | null>;
  /** Ends a turn that was only read, with the words of its attachments and its jobs. */
  endReading(lane: Lane, turn: Turn, read: Pick<AnswerRecord, "words" | "jobs">): Promise<boolean>;
  /**
   * Makes the message due again after `delayMs`, with as many starts as a new one. Returns false,
   * and changes nothing, if that is later than `giveUpMs` after its first model call began.
   */
  postponeAnswer(lane: Lane, turn: Turn, retry: Retry): Promise<boolean>;
  /** Gives up a turn: its messages are dead, and one apology is queued, unless it was only read. */
  deadLetterTurn(lane: Lane, turn: Turn, apology: string, error: string): Promise<boolean>;

  /** True if other processes may work on the same database. */
  readonly isShared: boolean;
  /** Publishes and subscribes to events between those processes and this one. */
  readonly events: EventChannel;
  overview(): Promise<Overview>;
  close(): Promise<void>;
}

export type Verdict =
  /**
   * A conversation that rested for longer than `restMs` is over: the message begins a new one. It
   * is due after `settleMs`, so that what follows at once is answered with it. What the user is still
   * to be reminded of is sent before, as `remind` composes it; without it, that goes on waiting.
   */
  | {
      readonly admitted: true;
      readonly restMs: number;
      readonly settleMs: number;
      readonly remind?: ComposeReminders;
    }
  /** Nothing is stored: there is no room, or this user sent too much already. */
  | { readonly admitted: false; readonly why: "busy" | "ignored" }
  | Refusal;

export interface Refusal {
  readonly admitted: false;
  readonly why: RefusalReason;
  /**
   * Records that the user opted out, and drops everything still to be sent to them; or that they
   * opted in.
   */
  readonly optOut?: "stop" | "start";
  /** Queued only if this user received none for the same reason within `everyMs`. */
  readonly notice: { readonly text: string; readonly everyMs: number } | null;
}

export type Receipt =
  | { readonly outcome: "duplicate" }
  /** Nothing was stored, as `judge` decided. */
  | { readonly outcome: "busy" }
  | { readonly outcome: "ignored" }
  | ({ readonly outcome: "queued" } & StoredMessage)
  /** It is stored for the owner who answers this user in place of the bot. */
  | ({ readonly outcome: "taken-over" } & StoredMessage)
  | ({
      readonly outcome: "discarded";
      readonly why: RefusalReason;
      readonly isNoticed: boolean;
    } & StoredMessage);

interface StoredMessage {
  readonly messageId: number;
  readonly userId: number;
  readonly at: number;
}

export interface StepOptions {
  readonly leaseMs: number;
  readonly mayAnswer: boolean;
  /** True if all waiting messages of this user's conversation are answered together. */
  readonly isMerged: boolean;
  readonly suspects: SuspectPolicy;
}

export interface Claimed extends Lane {
  /** The result of `untilDue` for the other lanes. */
  readonly untilNextMs: number | null;
}

export interface Retry {
  readonly delayMs: number;
  readonly giveUpMs: number;
  readonly error: string;
  /** True after a failure of an upstream; false if the answer only waits for something. */
  readonly isCounted: boolean;
}

export type Step =
  | { readonly kind: "answer"; readonly turn: Turn }
  /**
   * The next message is a suspect, and `suspects` requires it to be reported; nothing was begun.
   */
  | { readonly kind: "suspect"; readonly messageId: number }
  | { readonly kind: "send"; readonly part: OpenPart }
  /**
   * The parts that may have been sent and are due, in order; `at` is the store's time of the
   * search.
   */
  | { readonly kind: "look-up"; readonly parts: readonly OpenPart[]; readonly at: number };

export type LookUp = Extract<Step, { readonly kind: "look-up" }>;

export interface PastMessage {
  /** The same for a question and its answer. */
  readonly messageId: number;
  readonly role: "user" | "assistant";
  readonly type: MessageType;
  readonly isForwarded: boolean;
  readonly text: string;
  /** The results of tools for the answer to the user's message, in the short form that a model is shown. */
  readonly found?: readonly string[];
  /** The time at which the question was received. */
  readonly receivedAt: number;
}

export interface AnswerRecord {
  readonly text: string;
  /** The transcribed text of messages, which replaces their content. */
  readonly words?: readonly { readonly messageId: number; readonly text: string }[];
  /** The topic of an exchange outside the conversation, which never becomes history. */
  readonly topic?: string;
  /** True if the answer also introduces the bot to the user. */
  readonly isWelcome?: boolean;
  /** Work that remains once the answer is committed. */
  readonly jobs?: readonly NewJob[];
  readonly parts: readonly ReplyPart[];
  /** Parts that are only sent when the user asks for more. */
  readonly held?: readonly ReplyPart[];
  readonly model: string | null;
  readonly usage: TokenUsage | null;
  /** The cost of its last call, if `usage` does not state it. */
  readonly bill?: Bill;
  readonly error: string | null;
  /** The changes that tools asked for, made together with the answer. */
  readonly effects?: readonly (ToolEffect | AdminLinkEffect)[];
  /** True if the messages and this answer are erased once it is delivered, as those of an incognito user are. */
  readonly isPrivate?: boolean;
}
