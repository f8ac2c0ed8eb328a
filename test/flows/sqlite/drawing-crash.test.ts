import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runThroughCrashes } from "../../chaos/crash-run.ts";
import { createConversations } from "../../chaos/load.ts";
import { takeTurns } from "../../chaos/take-turns.ts";

const inTurn = takeTurns(4);
const program = await buildBot();
const conversations = createConversations(2, 2);

afterAll(() => program.remove());

const DEATHS = [
  ["before it notes that a picture is to be made", ["before beginToolCalls"]],
  ["when that is noted, before the picture is counted", ["after beginToolCalls"]],
  ["when the picture is counted, before it is asked for", ["after countPicture"]],
  ["with the picture, before it is stored", ["before finishToolCall"]],
  [
    "with the picture, and again with the next one",
    ["before finishToolCall", "before finishToolCall"],
  ],
  ["when the picture is stored, before it is charged", ["after finishToolCall"]],
  ["when the picture is charged", ["after settleTokens"]],
  ["before the answer to the picture", ["before recordAnswer"]],
  ["when the picture is a part of the answer", ["after recordAnswer"]],
  ["when the picture is marked as being sent", ["before send"]],
  ["while Twilio fetches the picture", ["before noteFileFetched"]],
  ["after Twilio took the picture", ["after send"]],
] as const;

describe("every user gets each picture once and in order, and none that was made is free, from a bot that dies", () => {
  test.concurrent.each(DEATHS)(
    "%s",
    async (_, points) => {
      const killPoints = points.map((at) => ({ at, nth: 1 }));
      const run = await inTurn(() =>
        runThroughCrashes(program, { killPoints, callbacks: "in-order", isDrawing: true }),
      );
      expect(run.kills).toEqual(killPoints);
      expect(run.findings).toEqual(NOTHING_WRONG);
      const arrived = conversations.map(({ from, texts }) => [from, texts] as const);
      expect(run.drawings?.arrived).toEqual(new Map(arrived));
      const { made = [], charges = 0 } = run.drawings ?? {};
      expect(made.length).toBeGreaterThanOrEqual(4);
      // Those of both users may be under way at a kill.
      expect(made.length).toBeLessThanOrEqual(4 + 2 * points.length);
      expect(charges).toBeGreaterThanOrEqual(made.length);
    },
    120_000,
  );
});
