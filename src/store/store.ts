import type { EventChannel } from "../core/event-bus.ts";
import type { InboundMessage } from "../core/message.ts";
import { answerSteps } from "./answer-steps.ts";
import { createLaneBinder } from "./bind.ts";
import type { Driver } from "./driver.ts";
import { knowledgeSteps } from "./knowledge-steps.ts";
import { createLaneSteps } from "./lane-steps.ts";
import type { StateMark } from "./maintenance.ts";
import { maintenanceSteps } from "./maintenance-steps.ts";
import type { Verdict } from "./receipt.ts";
import { sendSteps } from "./send-steps.ts";
import { sharedSteps } from "./shared-steps.ts";
import { spendingSteps } from "./spending-steps.ts";
import { untilDue } from "./steps/lanes.ts";
import { receive } from "./steps/receive.ts";
import { userSteps } from "./user-steps.ts";
import type { SenderState } from "./users.ts";

/** The functions that each database implements itself, besides the shared steps. */
interface OwnSteps {
  /** True if other processes may work on the same database. */
  readonly isShared: boolean;
  /** Publishes and subscribes to events between those processes and this one. */
  readonly events: EventChannel;
  /**
   * Runs `work` and returns true, unless another process on this database runs the same task or
   * began it less than `restMs` ago. The lease of a process that dies ends within half a minute. A
   * process that sleeps for longer overlaps with the next, so `work` must be safe to run twice.
   */
  exclusively(task: string, restMs: number, work: () => Promise<void>): Promise<boolean>;
  /** Returns the space of deleted rows to the disk, a piece at a time. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The durable state of the bot. Each function is one atomic step; no transaction crosses this
 * interface. Times are milliseconds UTC by the store's own clock, so callers pass delays, never
 * times. Functions that take a `Lane` are fenced: if the caller no longer holds the lane they
 * change nothing and return `null` or `false`.
 */
export type Store = ReturnType<typeof createStore>;

/** Binds the server's steps to a database. */
export function createStore(driver: Driver, own: OwnSteps) {
  const lanes = createLaneSteps(driver);
  const bind = createLaneBinder(driver, lanes);
  const { claimLane, renewLane, releaseLane, nextStep } = lanes;
  return {
    ...own,
    /**
     * Finds the user, asks `judge`, and stores the message together with its place in the queue, or
     * nothing if there is no room. A message id that was received before is a duplicate: `judge` is
     * not asked. `judge` may be asked again and must then answer the same. `ageMs` is the age of a
     * message that was not sent now; `windowMs` is how far back `judge` sees this user's messages, of
     * which it sees none if they are fewer than `fewestTold`, which saves reading them. `mark` is
     * written in the same transaction, unless the message is `busy`.
     */
    receive: (
      message: InboundMessage,
      judge: (standing: SenderState) => Verdict,
      ageMs = 0,
      windowMs = 0,
      fewestTold = 0,
      mark: StateMark | null = null,
    ) => receive(driver, message, judge, { ageMs, windowMs, fewestTold, mark }),

    claimLane,
    renewLane,
    releaseLane,
    nextStep,
    /**
     * Returns the milliseconds until the next lane is due, 0 or less if one is; null if all are idle.
     */
    untilDue: bind.read(untilDue),

    ...answerSteps(bind),
    ...sendSteps(bind),
    ...spendingSteps(bind),
    ...userSteps(bind),
    ...sharedSteps(bind),
    ...knowledgeSteps(bind),
    ...maintenanceSteps(bind),
  };
}
