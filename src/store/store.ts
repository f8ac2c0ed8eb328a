import type { EventChannel } from "../core/event-bus.ts";
import type { Lane } from "../core/lane.ts";
import type { InboundMessage, MessageType, TokenUsage } from "../core/message.ts";
import type { ReplyPart } from "../core/reply-part.ts";
import type { SuspectPolicy } from "../core/suspects.ts";
import type { AttachmentStore } from "./attachments.ts";
import type { NewCharge } from "./charges.ts";
import type { DelayStore } from "./delays.ts";
import type { UserStore, RefusalReason, SenderState } from "./users.ts";
import type { FactStore } from "./facts.ts";
import type { OutgoingFileStore } from "./outgoing-files.ts";
import type { ComposeReminders, ReminderStore } from "./reminders.ts";
import type { ReplyStore } from "./replies.ts";
import type { OpenPart, SendStore } from "./sends.ts";
import type { ModelCall, ModelCallStart, SpendingStore } from "./spending.ts";
import type { ToolCallStore, ToolEffect } from "./tool-calls.ts";
import type { Turn } from "./turn.ts";
import type { NewJob, Overview, MaintenanceStore } from "./maintenance.ts";

/**
 * What happened, as data. Each function is one atomic step of the story; no transaction ever
 * crosses this interface. Times are milliseconds UTC by the store's own clock, so callers give
 * delays, never moments. Functions that take a `Lane` are fenced: when the lane is no longer
 * ours they change nothing and return `null` or `false`.
 */
export interface Store
  extends
    AttachmentStore,
    DelayStore,
    UserStore,
    ReplyStore,
    SendStore,
    SpendingStore,
    MaintenanceStore,
    OutgoingFileStore,
    ToolCallStore,
    FactStore,
    ReminderStore {
  /**
   * Finds the person, asks `judge`, and stores the message together with its place in the queue,
   * or nothing at all when there is no room. A sid that was seen before is a duplicate: `judge` is
   * not asked. `judge` may be asked again and must then answer the same. `ageMs` is how long ago it was
   * sent when that is not now, `windowMs` how far back other processes' messages of this person are told.
   */
  receive(
    message: InboundMessage,
    judge: (standing: SenderState) => Verdict,
    ageMs?: number,
    windowMs?: number,
  ): Promise<Receipt>;

  /**
   * Takes the lane that has waited longest among those that are due and free. With `first` commits are
   * saved: its first answer is begun in the same transaction, a send together with the step before
   * it, for `nextStep` to return, and the lane is released with its last step.
   */
  claimLane(owner: string, leaseMs: number, first?: StepOptions): Promise<Claimed | null>;
  renewLane(lane: Lane, leaseMs: number): Promise<Lane | null>;
  /** Gives the lane back; it is ready again when its oldest open work is due. */
  releaseLane(lane: Lane): Promise<boolean>;
  /** In how many milliseconds the next lane falls due, 0 or less when it is; null when all are idle. */
  untilDue(): Promise<number | null>;

  /**
   * Commits the start of this user's oldest open work and returns it: a message counts one more
   * start, a pending part becomes `sending`. A part that is found in `sending` is to be looked up,
   * together with all of this user's that are due. The lease is renewed. Null when nothing is due,
   * when the lane is lost, or when the work is to answer and `mayAnswer` is false. A send may have
   * been begun together with the step before it. A message that was begun twice without an end shares
   * its turn with no other, and begins as `suspects` allows.
   */
  nextStep(lane: Lane, options: StepOptions): Promise<Step | null>;
  /**
   * The turn was begun, and this process lives: its start is not counted for those of its messages
   * that still wait. What was reserved for a call that was broken off with it stays spent.
   */
  spareTurn(lane: Lane, turn: Turn): Promise<boolean>;
  /**
   * What was said before this message in its conversation, oldest first: since the message that the
   * last call's `historyFrom` names, and of that the newest `limit` entries.
   */
  history(turn: Turn, limit: number): Promise<PastMessage[]>;
  /**
   * Reserves what a model call may cost, notes that it begins and with what of the past, and returns
   * when this message's first one did. One from before `voidBefore`, of a process that is gone, is
   * forgotten. The answer settles what is reserved, or a failure gives it back. Null also when the
   * turn no longer waits for its answer.
   */
  beginModelCall(lane: Lane, turn: Turn, call: ModelCall): Promise<ModelCallStart | null>;
  recordAnswer(lane: Lane, turn: Turn, answer: AnswerRecord): Promise<boolean>;
  /**
   * Answers with up to `maxParts` parts that were held back of this user's newest answer, and
   * returns how many; with 0 nothing is changed. Null when the lane is lost.
   */
  continueAnswer(lane: Lane, turn: Turn, maxParts: number): Promise<number | null>;
  /**
   * The message is due again after `delayMs`, with as many starts as a new one. False, and nothing is
   * changed, when that would be later than `giveUpMs` after its first model call began.
   */
  postponeAnswer(lane: Lane, turn: Turn, retry: Retry): Promise<boolean>;
  /** Gives a turn up: its messages are dead, and one apology is queued as the only part. */
  deadLetterTurn(lane: Lane, turn: Turn, apology: string, error: string): Promise<boolean>;

  /** Whether other processes may work on the same database. */
  readonly isShared: boolean;
  /** What those processes and this one tell each other. */
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
  /** Nothing is to be stored: there is no room, or there was too much of this person already. */
  | { readonly admitted: false; readonly why: "busy" | "ignored" }
  | Refusal;

export interface Refusal {
  readonly admitted: false;
  readonly why: RefusalReason;
  /** Keeps that the user asked for silence, and drops what was still to be sent; or the opposite. */
  readonly optOut?: "stop" | "start";
  /** Queued only when this person had none for the same reason within `everyMs`. */
  readonly notice: { readonly text: string; readonly everyMs: number } | null;
}

export type Receipt =
  | { readonly outcome: "duplicate" }
  /** Nothing was stored, as `judge` wanted it. */
  | { readonly outcome: "busy" }
  | { readonly outcome: "ignored" }
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

export interface StepOptions {
  readonly leaseMs: number;
  readonly mayAnswer: boolean;
  /** Whether everything of this user that waits in the conversation is answered together. */
  readonly isMerged: boolean;
  readonly suspects: SuspectPolicy;
}

export interface Claimed extends Lane {
  /** As `untilDue` of the other lanes. */
  readonly untilNextMs: number | null;
}

export interface Retry {
  readonly delayMs: number;
  readonly giveUpMs: number;
  readonly error: string;
  /** Whether it was a failure of an upstream; else there is only something to wait for. */
  readonly isCounted: boolean;
}

export type Step =
  | { readonly kind: "answer"; readonly turn: Turn }
  /** A suspect is next, and `suspects` is to report it; nothing was begun. */
  | { readonly kind: "suspect"; readonly messageId: number }
  | { readonly kind: "send"; readonly part: OpenPart }
  /** The parts that may have been sent and are due, in order, as found `at` the store's time. */
  | { readonly kind: "look-up"; readonly parts: readonly OpenPart[]; readonly at: number };

export type LookUp = Extract<Step, { readonly kind: "look-up" }>;

export interface PastMessage {
  /** A question and its answer have the same one. */
  readonly messageId: number;
  readonly role: "user" | "assistant";
  readonly type: MessageType;
  readonly isForwarded: boolean;
  readonly text: string;
  /** When the question came. */
  readonly receivedAt: number;
}

/** What a call cost, and what each part of the reply may. */
export interface Bill {
  /** Null where they are not known: what was reserved stays spent. */
  readonly tokens: number | null;
  readonly charges: readonly NewCharge[];
  readonly partNanoDollars: bigint;
}

export interface AnswerRecord {
  readonly text: string;
  /** What messages say in words, where that had to be found out; takes their content's place. */
  readonly words?: readonly { readonly messageId: number; readonly text: string }[];
  /** What an exchange that is no part of the conversation is about; it never becomes history. */
  readonly topic?: string;
  /** Whether the user is told with it whom they are writing with. */
  readonly isWelcome?: boolean;
  /** What remains to be done once the answer stands. */
  readonly jobs?: readonly NewJob[];
  readonly parts: readonly ReplyPart[];
  /** What is only sent when the user asks for more. */
  readonly held?: readonly ReplyPart[];
  readonly model: string | null;
  readonly usage: TokenUsage | null;
  /** What its last call cost, where `usage` does not tell that. */
  readonly bill?: Bill;
  readonly error: string | null;
  /** The changes that tools asked for, made together with the answer. */
  readonly effects?: readonly ToolEffect[];
}
