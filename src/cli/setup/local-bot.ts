import type { Config } from "../../config.ts";
import { systemClock } from "../../core/system-clock.ts";
import { reachable } from "../ask-server.ts";
import { startCompanion } from "./companion.ts";
import { programCommand } from "../../app/invocation.ts";

const START_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 4_000;
const PAUSE_MS = 300;

/** The bot on this machine, started by setup or found running. */
export interface LocalBot {
  readonly isOurs: boolean;
  /** Resolves when a bot that setup started has ended, with its last lines. */
  readonly ended: Promise<string>;
  /** Ends the bot if setup started it. */
  stop(): Promise<void>;
}

type Address = Partial<Pick<Config, "host" | "port" | "appName">>;

/**
 * Returns the bot that runs at this address, or starts one from ./.env; waits for a service.
 * Returns the last lines of a bot that does not start.
 */
export async function runBot(
  config: Address,
  isService: boolean,
): Promise<LocalBot | { readonly failure: string }> {
  if (await isRunning(config)) return RUNNING;
  if (isService) return awaitService(config);
  const companion = startCompanion([...programCommand(), "serve"]);
  const bot: LocalBot = {
    isOurs: true,
    ended: companion.ended.then(companion.lastLines),
    stop: companion.stop,
  };
  const giveUpAt = systemClock.now() + START_TIMEOUT_MS;
  while (!companion.hasEnded() && systemClock.now() < giveUpAt) {
    if (await isRunning(config)) return bot;
    await pause();
  }
  await bot.stop();
  return { failure: await bot.ended };
}

const RUNNING: LocalBot = { isOurs: false, ended: new Promise(() => {}), stop: async () => {} };

async function awaitService(config: Address): Promise<LocalBot | { readonly failure: string }> {
  const giveUpAt = systemClock.now() + START_TIMEOUT_MS;
  while (systemClock.now() < giveUpAt) {
    if (await isRunning(config)) return RUNNING;
    await pause();
  }
  return { failure: "The service does not answer. See its log for the reason." };
}

/** Returns whether this bot, and no other program, answers at the address. */
async function isRunning({ host = "0.0.0.0", port = 8000, appName }: Address): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const answer = await fetch(`http://${reachable(host)}:${port}/`, { signal });
    return answer.ok && (await answer.text()).includes(JSON.stringify(appName));
  } catch {
    return false;
  }
}

export function pause(): Promise<void> {
  return new Promise((resolve) => systemClock.after(PAUSE_MS, resolve));
}
