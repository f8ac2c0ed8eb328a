import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { TransientError } from "../../src/core/errors.ts";
import { en } from "../../src/text/sentences/en.ts";
import { ADA } from "../harness.ts";
import { quickFolder } from "../quick-folder.ts";
import type { Script } from "../tool-upstream.ts";
import { waitUntil } from "../wait-for.ts";
import { startToolStage, type ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
afterEach(() => stage.stop());

const say = async (body: string) => stage.bot.twilio.sendText({ from: ADA, body });

test("an operator finds each call in explain and in the figures, and nothing of what was asked or found", async () => {
  const script: Script = ({ results }) =>
    results.length === 0
      ? [{ name: "clock", args: { q: "canary" } }, { name: "busy" }, { name: "canary" }]
      : "Noon.";
  stage = await startToolStage("chat", script, {
    clock: async () => {
      stage.bot.clock.jump(1_200);
      return "canary";
    },
    busy: async () => {
      throw new TransientError("canary");
    },
  });
  const { sid } = await say("Hello");
  await stage.bot.settle();
  const desk = await stage.bot.openDesk();
  const life = await desk.timelineOf(sid);
  await desk.close();
  expect(life?.toolCalls.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "clock finished",
    "busy failed",
    "canary failed",
  ]);
  expect(life?.toolCalls[0]?.finishedAt).toBeGreaterThanOrEqual(
    (life?.toolCalls[0]?.startedAt ?? Infinity) + 1_200,
  );
  const figures = await (await fetch(`${stage.bot.origin}/metrics`)).text();
  expect(figures).toContain('whatsapp_bot_tool_calls_total{tool="clock",outcome="finished"} 1');
  expect(figures).toContain('whatsapp_bot_tool_calls_total{tool="busy",outcome="failed"} 1');
  expect(figures).toContain('whatsapp_bot_tool_calls_total{tool="unknown",outcome="failed"} 1');
  expect(figures).toContain('whatsapp_bot_tool_call_duration_seconds_sum{tool="clock"} 1.2');
  expect(figures + JSON.stringify(stage.bot.log)).not.toContain("canary");
});

test("the user sees the bot typing as long as its tools take", async () => {
  const end = Promise.withResolvers<void>();
  const script: Script = ({ results }) => (results.length < 2 ? [{ name: "slow" }] : "Done.");
  stage = await startToolStage(
    "responses",
    script,
    {
      slow: async () => {
        if (stage.ran.length === 2) await end.promise;
        return "ok";
      },
    },
    { settings: { TOOL_TIMEOUT_SECONDS: "120" } },
  );
  await say("Hello");
  await waitUntil("the second round", () => stage.ran.length === 2);
  const { typing } = stage.bot.twilio.journal;
  const before = typing.length;
  for (const count of [1, 2, 3]) {
    await stage.bot.clock.advance(20_000);
    await waitUntil("the indicator to be renewed", () => typing.length === before + count);
  }
  end.resolve();
  await stage.bot.settle();
  expect(stage.bot.sent()).toEqual(["Done."]);
  const shown = typing.length;
  await stage.bot.settle(60_000);
  expect(typing).toHaveLength(shown);
});

test("every round must fit into the money of the day, and what it cost is charged", async () => {
  const file = join(quickFolder("prices-"), "prices.json");
  const more: Script = ({ areToolsOffered }) => (areToolsOffered ? [{ name: "dig" }] : "Well.");
  stage = await startToolStage("chat", more, { dig: async () => "deeper" });
  const provider = new URL(stage.upstream.baseUrl).host;
  // A round costs 100 × 0.0001 and may cost about ten times that.
  const model = {
    kind: "model",
    provider,
    unit: "million tokens",
    input: 100,
    cached: 100,
    cacheWrite: 100,
    output: 100,
  };
  const prices = [
    { ...model, model: "m" },
    { ...model, model: "gpt-6-luna" },
  ];
  await Bun.write(file, JSON.stringify({ prices }));
  await stage.bot.restart({
    PRICES_FILE: file,
    OPENAI_MAX_OUTPUT_TOKENS: "100",
    DAILY_BUDGET_USD_PER_USER: "0.20",
  });
  await say("Dig");
  await stage.bot.settle();
  expect(stage.bot.sent()).toEqual([en.overLimit]);
  expect(stage.ran.length).toBeGreaterThanOrEqual(1);
  expect(stage.ran.length).toBeLessThan(7);
  const charges = await stage.bot.rows<{ nano: string }>(
    "SELECT CAST(nano_dollars AS TEXT) AS nano FROM charges WHERE kind = 'model'",
  );
  expect(charges.map(({ nano }) => nano)).toEqual(stage.ran.map(() => "10000000"));
});
