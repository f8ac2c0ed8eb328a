import { afterAll, describe, expect, test } from "bun:test";
import { NOTHING_WRONG } from "../chaos/audit.ts";
import { buildBot } from "../chaos/bot-process.ts";
import { runThroughCrashes } from "../chaos/crash-run.ts";
import { everyDeath } from "../chaos/kill-points.ts";
import { createConversations } from "../chaos/load.ts";
import { takeTurns } from "../chaos/take-turns.ts";

// Not among the ordinary tests, it takes minutes: bun test ./test/deep/crash.ts
const inTurn = takeTurns(4);
const program = await buildBot();
const conversations = createConversations(2, 2);
const texts = conversations.flatMap((conversation) => conversation.texts);
const PICTURES = conversations.map((one) => [one.from, one.texts] as const);
const readyMs: number[] = [];
let deaths = 0;

afterAll(() => {
  program.remove();
  const worst = Math.max(...readyMs).toFixed(0);
  const mean = (readyMs.reduce((sum, ms) => sum + ms, 0) / readyMs.length).toFixed(0);
  process.stdout.write(
    `${deaths} deaths, ${readyMs.length} starts: ready after ${mean} ms on average, ${worst} ms at worst\n`,
  );
});

for (const [callbacks, having] of [
  ["in-order", null],
  ["none", null],
  ["in-order", "a tool"],
  ["in-order", "reminders"],
  ["none", "reminders"],
  ["in-order", "the tool of an MCP server"],
  ["in-order", "speech"],
  ["none", "speech"],
  ["in-order", "pictures"],
  ["none", "pictures"],
  ["in-order", "buttons"],
  ["none", "buttons"],
] as const) {
  const isToolRemote = having === "the tool of an MCP server";
  const hasTool = having === "a tool" || isToolRemote;
  const isSpoken = having === "speech";
  const isDrawing = having === "pictures";
  const tools = {
    hasTool,
    isToolRemote,
    hasReminders: having === "reminders",
    isSpoken,
    isDrawing,
    hasButtons: having === "buttons",
  };
  const how = { callbacks, ...tools };
  const { passed } = await runThroughCrashes(program, { killPoints: [], ...how, isTold: true });
  const rows = everyDeath(passed, callbacks).map((death) => [death.title, death] as const);

  describe(`with reports ${callbacks}${having === null ? "" : ` and ${having}`}, every message is answered once and in order by a bot that dies`, () => {
    test.concurrent.each(rows)(
      "%s",
      async (_, death) => {
        const run = await inTurn(() => runThroughCrashes(program, { ...death, ...tools }));
        readyMs.push(...run.readyMs.filter((ms) => !Number.isNaN(ms)));
        // No two runs take quite the same way: a point that one does not pass is no failure.
        deaths += run.kills.length;
        expect(run.findings).toEqual(NOTHING_WRONG);
        expect(run.reminded.toSorted()).toEqual(tools.hasReminders ? texts.toSorted() : []);
        expect(new Set(run.noted).size).toBe(run.noted.length);
        expect(run.drawings?.charges ?? 0).toBeGreaterThanOrEqual(run.drawings?.made.length ?? 0);
        if (isDrawing) expect(run.drawings?.arrived).toEqual(new Map(PICTURES));
        expect(run.calls.filter(({ state }) => state === "started")).toEqual([]);
      },
      1_800_000,
    );
  });
}
