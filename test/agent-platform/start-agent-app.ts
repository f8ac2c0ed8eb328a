import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { isOnPostgres } from "../story-database.ts";
import { type AgentStandIn, createAgentStandIn } from "./stand-in.ts";

const HIDDEN = "whatsapp:DE.13491208655302741918";
/** The users of the household by the keys of their agents. */
export const HOUSEHOLD: Readonly<Record<string, string>> = {
  "key-of-ada-0123456789": ADA,
  "key-of-bob-0123456789": BOB,
  "key-of-the-third-0123": HIDDEN,
};

export interface AgentTestApp extends TestApp {
  readonly whatsapp: AgentStandIn;
}

/** The bot between an Agent Platform and an OpenAI on loopback, polling for every agent. */
export async function startAgentApp(
  options: Parameters<typeof startTestApp>[0] & {
    readonly users?: Readonly<Record<string, string>>;
  } = {},
): Promise<AgentTestApp> {
  const users = options.users ?? HOUSEHOLD;
  let whatsapp: AgentStandIn | undefined;
  let settled = async () => {};
  let forgetPace = async () => {};
  const bot = await startTestApp({
    ...options,
    messenger: (clock) => {
      whatsapp = createAgentStandIn({
        users,
        clock,
        whenPaced: async () => {
          // Whatever is under way ends by its own time.
          await settled();
          await clock.advance(1_000);
          await forgetPace();
        },
      });
      return {
        ...whatsapp,
        pointAt: () => {},
        settings: {
          WHATSAPP_AGENT_KEYS: Object.keys(users).join(","),
          WHATSAPP_AGENT_BASE_URL: whatsapp.url,
        },
      };
    },
  });
  if (whatsapp === undefined) throw new Error("the bot was started without its messenger");
  settled = () => bot.app.drain();
  if (isOnPostgres) {
    // Its clock is its own, so that time which a story moves on does not pass there.
    forgetPace = () => bot.write("DELETE FROM settings WHERE key LIKE 'pace:%'");
  }
  await whatsapp.polled();
  // Not spread: the bot's own properties change when it is restarted.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the bot, with its messenger.
  return Object.create(bot, { whatsapp: { value: whatsapp } }) as AgentTestApp;
}
