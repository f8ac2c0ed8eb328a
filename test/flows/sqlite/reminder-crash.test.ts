import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runThroughCrashes } from "../../chaos/crash-run.ts";
import { createConversations } from "../../chaos/load.ts";
import { takeTurns } from "../../chaos/take-turns.ts";

const inTurn = takeTurns(4);
const program = await buildBot();
const texts = createConversations(2, 2).flatMap((conversation) => conversation.texts);

afterAll(() => program.remove());

describe("every user is reminded once of what they asked for, by a bot that dies", () => {
  test.concurrent.each([
    ["before the tool's call is noted", "in-order", ["before beginToolCalls"]],
    ["when that is noted, before its result is", "in-order", ["before finishToolCall"]],
    ["after its result is noted", "in-order", ["after finishToolCall"]],
    ["before the answer that sets the reminder is stored", "in-order", ["before recordAnswer"]],
    ["after the answer that sets the reminder is stored", "in-order", ["after recordAnswer"]],
    ["when a reminder is queued, before it is sent", "in-order", ["after queueReminders"]],
    [
      "when a reminder is queued, and again when Twilio took it",
      "in-order",
      ["after queueReminders", "after send"],
    ],
    [
      "when a reminder is queued, and again when Twilio took it, with nothing reported",
      "none",
      ["after queueReminders", "after send"],
    ],
    [
      "when a reminder is queued, and again before Twilio is asked to send it",
      "none",
      ["after queueReminders", "before send"],
    ],
    [
      "with the answer, and again with the reminder",
      "in-order",
      ["before recordAnswer", "after queueReminders"],
    ],
  ] as const)(
    "%s",
    async (_, callbacks, points) => {
      const killPoints = points.map((at) => ({ at, nth: 1 }));
      const run = await inTurn(() =>
        runThroughCrashes(program, { killPoints, callbacks, hasReminders: true }),
      );
      expect(run.kills).toEqual(killPoints);
      expect(run.findings).toEqual(NOTHING_WRONG);
      expect(run.reminded.toSorted()).toEqual(texts.toSorted());
    },
    // Waiting for its turn counts too.
    120_000,
  );
});
