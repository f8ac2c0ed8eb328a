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

describe("a call of an MCP server's tool is never repeated, and the message is answered, if the bot is killed", () => {
  test.concurrent.each([
    ["before it notes that a call is made", "before beginToolCalls"],
    ["when that is noted, before the call", "after beginToolCalls"],
    ["after the call, before its result is noted", "before finishToolCall"],
    ["after the result is noted", "after finishToolCall"],
    ["with the answer that the result led to", "before recordAnswer"],
  ] as const)(
    "%s",
    async (_, at) => {
      const killPoints = [{ at, nth: 1 }];
      const how = { killPoints, callbacks: "in-order", hasTool: true, isToolRemote: true } as const;
      const run = await inTurn(() => runThroughCrashes(program, how));
      expect(run.kills).toEqual(killPoints);
      expect(run.findings).toEqual(NOTHING_WRONG);
      // The heir answers without the tool if its server takes longer to start than an answer waits.
      expect(run.calls.length).toBeGreaterThanOrEqual(1);
      expect(new Set(run.calls.map(({ text }) => text)).size).toBe(run.calls.length);
      expect(new Set(run.noted).size).toBe(run.noted.length);
      const ends = Map.groupBy(run.calls, ({ state }) => state);
      expect([...ends.keys()].filter((state) => state === "started")).toEqual([]);
      const finished = ends.get("finished")?.map(({ text }) => text) ?? [];
      expect(run.noted).toEqual(expect.arrayContaining(finished));
    },
    120_000,
  );
});

describe("the effect of a tool happens once, and the message is answered, if the bot is killed", () => {
  test.concurrent.each([
    ["before it notes that a call is made", ["before beginToolCalls"], "known"],
    ["when that is noted, before the call", ["after beginToolCalls"], "unknown"],
    ["after the call, before its result is noted", ["before finishToolCall"], "unknown"],
    ["after the result is noted", ["after finishToolCall"], "known"],
    ["with the calls that the model asks for", ["after respond tool-calls"], "known"],
    ["with the answer that the result led to", ["before recordAnswer"], "known"],
    [
      "after the call, and again before it notes that the result is unknown",
      ["before finishToolCall", "before finishToolCall"],
      "unknown",
    ],
    [
      "before the call, and again when it has noted that the result is unknown",
      ["after beginToolCalls", "after finishToolCall"],
      "unknown",
    ],
  ] as const)(
    "%s",
    async (_, points, result) => {
      const killPoints = points.map((at) => ({ at, nth: 1 }));
      const run = await inTurn(() =>
        runThroughCrashes(program, { killPoints, callbacks: "in-order", hasTool: true }),
      );
      expect(run.kills).toEqual(killPoints);
      expect(run.findings).toEqual(NOTHING_WRONG);
      // Each was called for once, and no call was made twice.
      expect(run.calls.map(({ text }) => text).sort()).toEqual(texts.toSorted());
      expect(new Set(run.noted).size).toBe(run.noted.length);
      const finished = run.calls.filter(({ state }) => state === "finished");
      expect(run.noted).toEqual(expect.arrayContaining(finished.map(({ text }) => text)));
      // Whose result is unknown may have happened; the other user's call may have been under way too.
      const unknown = run.calls.filter(({ state }) => state === "failed").length;
      expect(finished.length + unknown).toBe(texts.length);
      if (result === "unknown") expect(unknown).toBeGreaterThanOrEqual(1);
      expect(unknown).toBeLessThanOrEqual(2 * points.length);
    },
    // Waiting for its turn counts too.
    120_000,
  );
});
