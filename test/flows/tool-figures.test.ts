import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { TransientError } from "../../src/core/errors.ts";
import { en } from "../../src/text/sentences/en.ts";
import { ADA } from "../harness.ts";
import { quickFolder } from "../quick-folder.ts";
import type { Script } from "../tool-upstream.ts";
import { waitUntil } from "../wait-for.ts";
import { setUpTools, type ToolSetup } from "./tool-setup.ts";

let setup: ToolSetup;
afterEach(() => setup.stop());

const say = async (body: string) => setup.bot.twilio.sendText({ from: ADA, body });

test("an operator finds each call in explain and in the figures, and nothing of what was asked or found", async () => {
  const script: Script = ({ results }) =>
    results.length === 0
      ? [{ name: "clock", args: { q: "canary" } }, { name: "busy" }, { name: "canary" }]
      : "Noon.";
  setup = await setUpTools("chat", script, {
    clock: async () => {
      setup.bot.clock.jump(1_200);
      return "canary";
    },
    busy: async () => {
      throw new TransientError("canary");
    },
  });
  const { sid } = await say("Hello");
  await setup.bot.settle();
  const admin = await setup.bot.openAdminStore();
  const life = await admin.timelineOf(sid);
  await admin.close();
  expect(life?.toolCalls.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "clock finished",
    "busy failed",
    "canary failed",
  ]);
  expect(life?.toolCalls[0]?.finishedAt).toBeGreaterThanOrEqual(
    (life?.toolCalls[0]?.startedAt ?? Infinity) + 1_200,
  );
  const figures = await (await fetch(`${setup.bot.origin}/metrics`)).text();
  expect(figures).toContain('whatsapp_bot_tool_calls_total{tool="clock",outcome="finished"} 1');
  expect(figures).toContain('whatsapp_bot_tool_calls_total{tool="busy",outcome="failed"} 1');
  expect(figures).toContain('whatsapp_bot_tool_calls_total{tool="unknown",outcome="failed"} 1');
  expect(figures).toContain('whatsapp_bot_tool_call_duration_seconds_sum{tool="clock"} 1.2');
  expect(figures + JSON.stringify(setup.bot.log)).not.toContain("canary");
});

test("the user sees the bot typing as long as its tools take", async () => {
  const end = Promise.withResolvers<void>();
  const script: Script = ({ results }) => (results.length < 2 ? [{ name: "slow" }] : "Done.");
  setup = await setUpTools(
    "responses",
    script,
    {
      slow: async () => {
        if (setup.ran.length === 2) await end.promise;
        return "ok";
      },
    },
    { settings: { TOOL_TIMEOUT_SECONDS: "120" } },
  );
  await say("Hello");
  await waitUntil("the second round", () => setup.ran.length === 2);
  const { typing } = setup.bot.twilio.journal;
  const before = typing.length;
  for (const count of [1, 2, 3]) {
    await setup.bot.clock.advance(20_000);
    await waitUntil("the indicator to be renewed", () => typing.length === before + count);
  }
  end.resolve();
  await setup.bot.settle();
  expect(setup.bot.sent()).toEqual(["Done."]);
  const shown = typing.length;
  await setup.bot.settle(60_000);
  expect(typing).toHaveLength(shown);
});

test("every round must fit into the money of the day, and what it cost is charged", async () => {
  const file = join(quickFolder("prices-"), "prices.json");
  const more: Script = ({ areToolsOffered }) => (areToolsOffered ? [{ name: "dig" }] : "Well.");
  setup = await setUpTools("chat", more, { dig: async () => "deeper" });
  const provider = new URL(setup.upstream.baseUrl).host;
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
  await setup.bot.restart({
    PRICES_FILE: file,
    OPENAI_MAX_OUTPUT_TOKENS: "100",
    DAILY_BUDGET_USD_PER_USER: "0.20",
  });
  await say("Dig");
  await setup.bot.settle();
  expect(setup.bot.sent()).toEqual([en.overLimit]);
  expect(setup.ran.length).toBeGreaterThanOrEqual(1);
  expect(setup.ran.length).toBeLessThan(7);
  const charges = await setup.bot.rows<{ nano: string }>(
    "SELECT CAST(nano_dollars AS TEXT) AS nano FROM charges WHERE kind = 'model'",
  );
  expect(charges.map(({ nano }) => nano)).toEqual(setup.ran.map(() => "10000000"));
});
