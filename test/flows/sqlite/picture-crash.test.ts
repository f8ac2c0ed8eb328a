import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runThroughCrashes } from "../../chaos/crash-run.ts";
import { takeTurns } from "../../chaos/take-turns.ts";

const inTurn = takeTurns(4);
const program = await buildBot();

afterAll(() => program.remove());

const DEATHS = [
  ["after pictures are stored", ["after recordAnswer"], "in-order"],
  ["when a picture is marked as being sent", ["before send"], "in-order"],
  ["while Twilio fetches a picture", ["before readOutgoingFile"], "in-order"],
  ["before it notes that a picture was fetched", ["before noteFileFetched"], "in-order"],
  ["before a picture that is noted as fetched has left", ["after noteFileFetched"], "in-order"],
  ["after Twilio took a picture", ["after send"], "in-order"],
  ["between two pictures", ["after recordAccepted"], "in-order"],
  ["when a picture is marked as being sent, with nothing reported", ["before send"], "none"],
  ["while Twilio fetches a picture, with nothing reported", ["before noteFileFetched"], "none"],
  [
    "before a picture that is noted as fetched has left, with nothing reported",
    ["after noteFileFetched"],
    "none",
  ],
  ["after Twilio took a picture, with nothing reported", ["after send"], "none"],
  [
    "after Twilio took a picture, and again when the look-up found it",
    ["after send", "after listSentTo"],
    "none",
  ],
  [
    "before a picture is sent, and again when it may be sent anew",
    ["before send", "after postponeSend"],
    "none",
  ],
] as const;

describe("every picture arrives once and in order, though all look alike, from a bot that dies", () => {
  test.concurrent.each(DEATHS)(
    "%s",
    async (_, points, callbacks) => {
      const killPoints = points.map((at) => ({ at, nth: 1 }));
      const run = await inTurn(() =>
        runThroughCrashes(program, { killPoints, callbacks, isInPictures: true }),
      );
      expect(run.kills).toEqual(killPoints);
      expect(run.findings).toEqual(NOTHING_WRONG);
    },
    // Waiting for its turn counts too.
    120_000,
  );
});
