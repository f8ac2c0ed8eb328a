import type { Overrides } from "../../src/app/overrides.ts";
import type { Environment } from "../../src/config.ts";
import type { TwilioStandInOptions } from "../../src/simulator/twilio-stand-in.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { startToolUpstream } from "../tool-upstream.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const TEMPLATE = `HX${"0".repeat(32)}`;

/** The arguments of set_reminder, or another tool by its name. */
type Call = object | { readonly tool: string; readonly args: object };

export interface ReminderSetup {
  readonly bot: TestApp;
  /** Has a user write, to whom the model answers "Done" after these calls, one after the other or, in a list, at once. */
  ask(
    body: string,
    calls?: readonly (Call | readonly Call[])[],
    from?: string,
  ): Promise<readonly string[]>;
  /** Moves time on without going through every second of it. */
  passTime(ms: number): Promise<void>;
  /** Returns the texts that users were sent since the last call. */
  news(from?: string): string[];
  /** The prompts so far. */
  prompts(): readonly string[];
  stop(): Promise<void>;
}

/** A bot with its own tools, at one o'clock in Berlin on a Sunday, before a WhatsApp with a window. */
export async function setUpReminders(
  settings: Environment = {},
  more: {
    readonly around?: Overrides["around"];
    readonly twilio?: Partial<TwilioStandInOptions>;
  } = {},
): Promise<ReminderSetup> {
  let wanted: readonly (readonly Call[])[] = [];
  const upstream = startToolUpstream(({ results }) => {
    const begun = (round: number) => wanted.slice(0, round).flat().length;
    const calls = wanted.find((_, round) => begun(round) === results.length);
    if (calls === undefined) return "Done";
    return calls.map((call) =>
      "tool" in call ? { name: call.tool, args: call.args } : { name: "set_reminder", args: call },
    );
  });
  const bot = await startTestApp({
    settings: { OPENAI_BASE_URL: upstream.baseUrl, ...settings },
    twilio: {
      hasWindow: true,
      templates: { [TEMPLATE]: "Your reminder: {{1}}." },
      ...more.twilio,
    },
    ...(more.around && { around: more.around }),
  });
  const told = new Map<string | undefined, number>();
  return {
    bot,
    ask: async (body, calls = [], from = ADA) => {
      wanted = calls.map((round) => [round].flat());
      await bot.twilio.sendText({ from, body });
      await bot.settle();
      return upstream.asked.at(-1)?.results ?? [];
    },
    passTime: async (ms) => {
      bot.clock.jump(ms);
      await bot.settle(2_000);
    },
    news: (from) => {
      const all = bot.sent(from);
      const news = all.slice(told.get(from) ?? 0);
      told.set(from, all.length);
      return news;
    },
    prompts: () => upstream.asked.map(({ text }) => text),
    stop: async () => {
      await Promise.all([bot.stop(), upstream.stop()]);
    },
  };
}
