import type { CallbackMode } from "../../src/simulator/twilio/status-callbacks.ts";
import type { KillPoint, Point } from "./kill-switch.ts";

/** One way to die, or one after the other: the end of the sentence "a bot that dies …". */
export interface Death {
  readonly title: string;
  /** One for each process: the next one is started when the one before has died. */
  readonly killPoints: readonly KillPoint[];
  readonly callbacks: CallbackMode;
}

type Row = readonly [title: string, ...points: Point[]];

// The end of one step and the beginning of the next are one state of the world: it stands here once.
const REPORTED: readonly Row[] = [
  ["before a message is stored", "before receive"],
  ["after a message is stored, before Twilio hears of it", "after receive"],
  [
    "after a message is stored, and again before it claims the lane",
    "after receive",
    "before claimLane",
  ],
  ["with a lane in its hands", "after claimLane"],
  ["when it has begun to answer", "after nextStep answer"],
  ["before it notes that the model is asked", "before beginModelCall"],
  ["before the model is asked", "before respond"],
  ["with the model's answer, before it is stored", "after respond answer"],
  ["after an answer is stored", "after recordAnswer"],
  ["when a part is marked as being sent, before Twilio is asked", "before send"],
  ["after Twilio took a part and reported it, before the answer is heard", "after send"],
  ["before a delivery report is stored", "before recordStatus"],
  ["after a delivery report is stored", "after recordStatus"],
  ["between two parts of an answer", "after recordAccepted"],
  ["after it gave a lane back", "after releaseLane"],
  ["before the model is asked, and again before Twilio is", "before respond", "before send"],
];

const UNREPORTED: readonly Row[] = [
  ["before Twilio is asked to send", "before send"],
  ["after Twilio took a part, before the answer is heard", "after send"],
  ["after a send, and again before it is looked up", "after send", "before listSentTo"],
  ["after a send, and again when the look-up found it", "after send", "after listSentTo"],
  ["after a send, and again when that is noted", "after send", "after recordAccepted"],
  [
    "before a send, and again before a vain look-up is noted",
    "before send",
    "before postponeLookup",
  ],
  ["before a send, and again after a vain look-up is noted", "before send", "after postponeLookup"],
  [
    "before a send, and again before it gives back the lane of a vain look-up",
    "before send",
    "before releaseLane",
  ],
  ["before a send, and again before it may be sent anew", "before send", "before postponeSend"],
  ["before a send, and again when it may be sent anew", "before send", "after postponeSend"],
  ["before a send, and again after it was sent anew", "before send", "after send"],
];

/** A death between every pair of states, with delivery reports and without. */
export const DEATHS: readonly Death[] = [
  ...toDeaths(REPORTED, "in-order", ""),
  ...toDeaths(UNREPORTED, "none", ", with nothing reported"),
];

function toDeaths(rows: readonly Row[], callbacks: CallbackMode, under: string): Death[] {
  return rows.map(([title, ...points]) => ({
    title: title + under,
    killPoints: points.map((at) => ({ at, nth: 1 })),
    callbacks,
  }));
}

/** Calls that only read, or that recur while the bot is idle. */
const IDLE =
  /\b(?:untilDue|history|knownSids|overview|close)\b|^before (?:claimLane|queueReminders)$/;

/** Every passing of every point in a run that went well, as a death of its own. */
export function everyDeath(passed: readonly Point[], callbacks: CallbackMode): Death[] {
  const times = new Map<Point, number>();
  return passed
    .filter((at) => !IDLE.test(at))
    .map((at) => {
      const nth = (times.get(at) ?? 0) + 1;
      times.set(at, nth);
      return { title: `${at}, time ${nth}`, killPoints: [{ at, nth }], callbacks };
    });
}
