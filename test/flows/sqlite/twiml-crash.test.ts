import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runPulledThroughCrash } from "../../chaos/pulled-crash-run.ts";
import { takeTurns } from "../../chaos/take-turns.ts";

const inTurn = takeTurns(4);
const program = await buildBot();

afterAll(() => program.remove());

const DEATHS = [
  ["after an answer is stored, before a response takes it", "after recordAnswer", "in-order"],
  ["between the commit of a response and its writing", "after claimReply", "in-order"],
  ["before a delivery report is stored", "before recordStatus", "in-order"],
  ["between that commit and writing, with nothing reported", "after claimReply", "none"],
  ["when the response was found, with nothing reported", "before recordAccepted", "none"],
] as const;

describe("every answer is in one response, and in order, from a bot that dies", () => {
  test.concurrent.each(DEATHS)(
    "%s",
    async (_, at, callbacks) => {
      const run = await inTurn(() => runPulledThroughCrash(program, { at, callbacks }));
      expect(run).toEqual({ findings: NOTHING_WRONG, isKilled: true });
    },
    // Waiting for its turn counts too.
    120_000,
  );
});
