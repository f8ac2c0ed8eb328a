import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../../chaos/audit.ts";
import { buildBot } from "../../chaos/bot-process.ts";
import { runThroughCrashes } from "../../chaos/crash-run.ts";
import { DEATHS } from "../../chaos/kill-points.ts";
import { takeTurns } from "../../chaos/take-turns.ts";

const inTurn = takeTurns(4);
const program = await buildBot();

afterAll(() => program.remove());

describe("every message is answered once and in order by a bot that dies", () => {
  test.concurrent.each(DEATHS.map((death) => [death.title, death] as const))(
    "%s",
    async (_, death) => {
      const run = await inTurn(() => runThroughCrashes(program, death));
      expect(run.findings).toEqual(NOTHING_WRONG);
      expect(run.kills).toEqual([...death.killPoints]);
    },
    // Waiting for its turn counts too.
    120_000,
  );
});
