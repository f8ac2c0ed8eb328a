import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import type { KillPoint, Point } from "./kill-switch.ts";

/** One way to die, or one after the other: the end of the sentence "a bot that dies …". */
export interface Death {
  readonly title: string;
  /** One for each process: the next one is started when the one before has died. */
  readonly killPoints: readonly KillPoint[];
  readonly callbacks: CallbackMode;
}

const REPORTED: readonly (readonly [title: string, ...points: Point[]])[] = [
  ["before a message is stored", "before receive"],
  ["after a message is stored, before Twilio hears of it", "after receive"],
  [
    "after a message is stored, and again before it claims a lane",
    "after receive",
    "before claimLane",
  ],
  ["with a lane in its hands", "after claimLane"],
  ["before it begins anything", "before nextStep"],
  ["when it has begun to answer", "after nextStep answer"],
  ["before it shows that it writes", "before showTyping"],
  ["before it notes that the model is asked", "before beginModelCall"],
  ["after it noted that the model is asked", "after beginModelCall"],
  ["before the model is asked", "before respond"],
  ["with the model's answer, before it is stored", "after respond"],
  ["before an answer is stored", "before recordAnswer"],
  ["after an answer is stored", "after recordAnswer"],
  ["when a part is marked as being sent", "after nextStep send"],
  ["before Twilio is asked to send", "before send"],
  ["after Twilio took a part and reported it, before the answer is heard", "after send"],
  ["before a delivery report is stored", "before recordStatus"],
  ["after a delivery report is stored", "after recordStatus"],
  ["before it notes that a part was taken", "before recordAccepted"],
  ["between two parts of an answer", "after recordAccepted"],
  ["before it gives a lane back", "before releaseLane"],
  ["after it gave a lane back", "after releaseLane"],
  ["while it answers, and again while it sends", "before respond", "before send"],
];

const UNREPORTED: typeof REPORTED = [
  ["when a part is marked as being sent", "after nextStep send"],
  ["before Twilio is asked to send", "before send"],
  ["after Twilio took a part, before the answer is heard", "after send"],
  ["before it notes that a part was taken", "before recordAccepted"],
  ["after a send, and again when a look-up is due", "after send", "after nextStep look-up"],
  ["after a send, and again before the look-up", "after send", "before listSentTo"],
  ["after a send, and again when the look-up found it", "after send", "after listSentTo"],
  ["after a send, and again before that is noted", "after send", "before recordAccepted"],
  ["after a send, and again after that is noted", "after send", "after recordAccepted"],
  [
    "before a send, and again before a vain look-up is noted",
    "before send",
    "before postponeLookup",
  ],
  ["before a send, and again after a vain look-up is noted", "before send", "after postponeLookup"],
  ["before a send, and again before it may be sent anew", "before send", "before postponeSend"],
  ["before a send, and again when it may be sent anew", "before send", "after postponeSend"],
  ["before a send, and again after it was sent anew", "before send", "after send"],
];

/** A death between every pair of states, with delivery reports and without. */
export const DEATHS: readonly Death[] = [
  ...toDeaths(REPORTED, "in-order"),
  ...toDeaths(UNREPORTED, "none"),
];

function toDeaths(rows: typeof REPORTED, callbacks: CallbackMode): Death[] {
  return rows.map(([title, ...points]) => ({
    title: callbacks === "none" ? `${title}, with nothing reported` : title,
    killPoints: points.map((at) => ({ at, nth: 1 })),
    callbacks,
  }));
}
