import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runThroughCrashes } from "../../chaos/crash-run.ts";
import { takeTurns } from "../../chaos/take-turns.ts";

const inTurn = takeTurns(4);
const program = await buildBot();

afterAll(() => program.remove());

const DEATHS = [
  ["before the template for its buttons is created", ["before exclusively"], 1, "in-order"],
  [
    "when it is created, before that is stored: it stays unused",
    ["before writeState"],
    2,
    "in-order",
  ],
  ["when that is stored, before the message is sent", ["after writeState"], 1, "in-order"],
  ["when the message is sent, with nothing reported", ["after send"], 1, "none"],
  [
    "when the template is created, and again when the message is sent",
    ["before writeState", "after send"],
    2,
    "none",
  ],
] as const;

describe("every message with a button arrives once and in order from a bot that dies", () => {
  test.concurrent.each(DEATHS)(
    "%s",
    async (_, points, templates, callbacks) => {
      const killPoints = points.map((at) => ({ at, nth: 1 }));
      const run = await inTurn(() =>
        runThroughCrashes(program, { killPoints, callbacks, hasButtons: true }),
      );
      expect(run.kills).toEqual(killPoints);
      expect(run.findings).toEqual(NOTHING_WRONG);
      expect(run.templates).toHaveLength(templates);
    },
    // Waiting for its turn counts too.
    120_000,
  );
});
