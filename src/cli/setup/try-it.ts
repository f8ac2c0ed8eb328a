import { isCancel, select } from "@clack/prompts";
import type { ChannelOperator } from "../../channels/channel-operator.ts";
import { type Config, type Environment, readSettings } from "../../config.ts";
import { systemClock } from "../../core/system-clock.ts";
import { stopSignal } from "../stop-signal.ts";
import type { UserSummary } from "../../store/user-admin.ts";
import { harmless } from "../write-out.ts";
import { withAdminStore } from "../with-admin-store.ts";
import { awaitFirstMessage, type FirstMessageEvent } from "./first-message.ts";
import { invocation } from "../../app/invocation.ts";
import { type LocalBot, runBot } from "./local-bot.ts";
import type { Tunnel } from "./tunnel.ts";
import { speak } from "./speak.ts";

const WAIT_MS = 10 * 60_000;

/** Waits with the user for the first message, with a running bot or one started for it. */
export async function tryIt(
  env: Environment,
  operator: ChannelOperator<Config>,
  { tunnel, isService }: { readonly tunnel: Tunnel | null; readonly isService: boolean },
): Promise<void> {
  const choice = await select({
    message: "Try it now? The bot waits for your first message.",
    options: [
      { value: true, label: "Yes" },
      { value: false, label: "Later" },
    ],
  });
  if (isCancel(choice) || !choice) return;
  const { config } = readSettings(env);
  const bot = await runBot(config, isService);
  if ("failure" in bot) {
    speak.error(`The bot did not start:\n${harmless(bot.failure)}`);
    return;
  }
  try {
    if (bot.isOurs || isService) speak.step("The bot is running.");
    else
      speak.step(
        `A bot is already running on port ${config.port}: restart it if settings changed.`,
      );
    const isLeft = await waitWith(bot, env, operator);
    if (!isLeft && (bot.isOurs || tunnel !== null)) await stay(bot, tunnel);
  } finally {
    await bot.stop();
  }
}

/** Returns whether the user left. */
async function waitWith(
  bot: LocalBot,
  env: Environment,
  operator: ChannelOperator<Config>,
): Promise<boolean> {
  const leave = new AbortController();
  const user = stopSignal().then(() => null);
  const left = Promise.race([user, bot.ended]).finally(() => leave.abort());
  const end = await awaitFirstMessage({
    look: withAdminStore,
    explainCode: operator.explainCode,
    clock: systemClock,
    timeoutMs: WAIT_MS,
    signal: leave.signal,
    tell: (event) => sayEvent(event, operator.invite(env)),
  });
  if (leave.signal.aborted) {
    const lastLines = await left;
    if (lastLines !== null) speak.error(`The bot ended:\n${harmless(lastLines)}`);
    return true;
  }
  if (end === "works") speak.success("It works.");
  if (end === "nothing") {
    speak.warn(`No message arrived within ten minutes. “${invocation()} doctor” finds out why.`);
  }
  return false;
}

function sayEvent(event: FirstMessageEvent, invitation: string): void {
  switch (event.kind) {
    case "ready":
      return speak.step(`${invitation} Ctrl-C stops waiting.`);
    case "refused":
      return speak.warn(
        `${nameOf(event.user)} wrote and was refused by WHITELISTED_USERS or a limit.`,
      );
    case "arrived":
      return speak.step(`A message from ${nameOf(event.user)} arrived. Waiting for the model.`);
    case "answered":
      return speak.step(`The answer of ${event.life.model ?? "the bot"} is sent.`);
    case "failed":
      return speak.error(
        `It was not answered: ${harmless(event.why)}\n${invocation()} explain ${event.life.id}`,
      );
  }
}

function nameOf({ phoneNumber, externalUserId, id }: UserSummary): string {
  return (phoneNumber ?? externalUserId ?? `#${id}`).replace(/^\w+:/, "");
}

/** Keeps everything that setup started running until the user ends it. */
async function stay(bot: LocalBot, tunnel: Tunnel | null): Promise<void> {
  const what = [
    ...(bot.isOurs ? ["the bot"] : []),
    ...(tunnel === null ? [] : [tunnel.program.name]),
  ].join(" and ");
  const choice = await select({
    message: `Leave ${what} running?`,
    options: [
      { value: true, label: "Yes, until Ctrl-C" },
      { value: false, label: "No, end now" },
    ],
  });
  if (isCancel(choice) || !choice) return;
  speak.step("Running. Ctrl-C ends it.");
  await Promise.race([stopSignal(), bot.ended]);
}
