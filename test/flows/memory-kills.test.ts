import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ADA, startTestApp } from "../harness.ts";
import { createInFlight, type InFlight } from "../in-flight.ts";
import { type Script, startToolUpstream, type ToolUpstream } from "../tool-upstream.ts";
import { waitUntil } from "../wait-for.ts";

const STEPS = ["beginModelCall", "beginToolCalls", "finishToolCall", "recordAnswer"] as const;
type Step = (typeof STEPS)[number];
type When = "before" | "after";

let bot: Awaited<ReturnType<typeof startTestApp>>;
let upstream: ToolUpstream;
let inFlight: InFlight;
let kill: { readonly step: Step; readonly when: When; readonly nth: number } | null = null;
let calls = 0;
let hung: PromiseWithResolvers<void>;
let isHung = false;

/** Remembers or forgets what the last message says, and then says that it did. */
const obedient: Script = ({ text, results }) => {
  if (results.length > 0) return `Done: ${results.length}`;
  if (/forget it\\n\\n\(Sent/.test(text)) return [{ name: "forget_fact", args: { number: 1 } }];
  return [
    { name: "remember", args: { statement: "likes tea" } },
    { name: "remember", args: { statement: "likes figs" } },
  ];
};

/** Has the holder of a lane stop for ever at a step, as a kill does, before or after it is made. */
function around<Port extends object>(port: Port): Port {
  return new Proxy(inFlight.around(port), {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function" || !STEPS.some((step) => step === name)) return value;
      return async (...given: unknown[]) => {
        if (kill?.step === name) calls += 1;
        if (kill?.step !== name || calls !== kill.nth) return Reflect.apply(value, target, given);
        const { when } = kill;
        kill = null;
        const done = when === "after" ? await Reflect.apply(value, target, given) : null;
        isHung = true;
        await hung.promise;
        return when === "after" ? done : Reflect.apply(value, target, given);
      };
    },
  });
}

beforeEach(async () => {
  inFlight = createInFlight();
  upstream = startToolUpstream(obedient);
  bot = await startTestApp({
    settings: { OPENAI_BASE_URL: upstream.baseUrl, RATE_LIMIT_MESSAGES: "100" },
    around,
  });
});
afterEach(async () => {
  kill = null;
  hung.resolve();
  await Promise.all([bot.stop(), upstream.stop()]);
});

const facts = async () =>
  (await bot.rows("SELECT text FROM facts ORDER BY id")).map(({ text }) => String(text));

async function sayAndDie(body: string, at: NonNullable<typeof kill>): Promise<void> {
  hung = Promise.withResolvers();
  isHung = false;
  calls = 0;
  kill = at;
  const sent = bot.sent().length;
  await bot.twilio.sendText({ from: ADA, body });
  await waitUntil("the step at which it dies", () => isHung);
  await bot.write("UPDATE lanes SET owner = NULL, lease_until = 0");
  await waitUntil("an heir to answer", async () => {
    await bot.clock.advance(1_000);
    // Time must not run ahead of the database.
    await inFlight.none();
    return bot.sent().length > sent;
  });
  // What the dead still does changes nothing.
  hung.resolve();
  await bot.settle(30_000);
  expect(bot.sent().length).toBe(sent + 1);
}

describe.each(
  STEPS.flatMap((step) =>
    (["before", "after"] as const).flatMap((when) =>
      (step === "beginModelCall" || step === "finishToolCall" ? [1, 2] : [1]).map((nth) => ({
        step,
        when,
        nth,
      })),
    ),
  ),
)("a bot that dies $when $step, number $nth", (at) => {
  test("remembers each statement once, and with the answer", async () => {
    await sayAndDie("remember two things", at);
    expect(await facts()).toEqual(["likes tea", "likes figs"]);
  });
});

describe.each(["before", "after"] as const)("a bot that dies %s the answer", (when) => {
  test("forgets one statement and no other", async () => {
    hung = Promise.withResolvers();
    await bot.twilio.sendText({ from: ADA, body: "remember two things" });
    await bot.settle();
    await sayAndDie("/memory forget 1", { step: "recordAnswer", when, nth: 1 });
    expect(await facts()).toEqual(["likes figs"]);
  });
});
