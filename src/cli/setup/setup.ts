import { cancel, intro, note, outro } from "@clack/prompts";
import { CHANNELS } from "../../app/channels.ts";
import type { ChannelOperator } from "../../channels/channel-operator.ts";
import { type Config, environment, readSettings, type Environment } from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { readEnvFile } from "../read-env-file.ts";
import { say } from "../write-out.ts";
import { askFor } from "./ask.ts";
import { dialogue } from "./dialogue.ts";
import { given } from "./given.ts";
import { setupOpenAi } from "./setup-openai.ts";
import { newSecretKey, writeEnv } from "./write-env.ts";

const ENV_FILE = ".env";

type Answers = Readonly<Record<string, string>>;

/** Asks for what is needed, tries it, and writes ./.env; false when the person leaves before that. */
export async function setup(): Promise<boolean> {
  const env = environment(readEnvFile(ENV_FILE).values);
  intro("WhatsApp AI Bot: everything that it needs to start");
  const operator = await operatorFor(env);
  const channel = await operator.setup(env, dialogue);
  const openai = channel && (await setupOpenAi(env));
  const rest = openai && (await askRest(env));
  if (!channel || !openai || !rest) {
    cancel("Nothing was written.");
    return false;
  }
  const answers = {
    ...channel,
    ...openai,
    ...rest,
    SECRET_KEY: env["SECRET_KEY"] || newSecretKey(),
  };
  writeEnv(ENV_FILE, answers);
  note(nextSteps(answers, operator), `${ENV_FILE} is written, readable for you alone`);
  outro("Start: whatsapp-ai-bot    Check everything: whatsapp-ai-bot doctor");
  return true;
}

/**
 * The same without questions, for scripts: the settings of the environment are written to ./.env,
 * a SECRET_KEY is made when there is none. False when something is still wrong, said line by line.
 */
export async function setupFromEnvironment(): Promise<boolean> {
  const inFile = readEnvFile(ENV_FILE).values;
  const env = environment(inFile);
  const values = Object.values(settings).flatMap(({ env: name }) => {
    const value = env[name];
    return value === undefined || value === inFile[name] ? [] : [[name, value] as const];
  });
  const answers: Answers = {
    ...Object.fromEntries(values),
    SECRET_KEY: env["SECRET_KEY"] || newSecretKey(),
  };
  writeEnv(ENV_FILE, answers);
  say(`${ENV_FILE} is written: ${Object.keys(answers).join(", ")}.`);
  const { config, faults } = readSettings({ ...env, ...answers });
  for (const fault of faults) say(`  - ${fault}`);
  if (config.publicUrl) say((await operatorFor(env)).nextSteps(answers, config.publicUrl));
  return faults.length === 0;
}

/** What the channel that is set up wants to know: the one that is enabled, or the first there is. */
async function operatorFor(env: Environment): Promise<ChannelOperator<Config>> {
  const [name] = readSettings(env).config.channels;
  return CHANNELS[name].operator();
}

async function askRest(env: Environment): Promise<Answers | null> {
  const publicUrl = await askFor(
    settings.publicUrl,
    "Under which address does the messenger reach this server? (empty: not known yet)",
    { before: env["PUBLIC_URL"], mayBeEmpty: true },
  );
  if (publicUrl === null) return null;
  const whitelist = await askFor(
    settings.whitelistedUsers,
    "Who is answered? Numbers with country code, commas between (empty: everybody, you pay)",
    { before: env["WHITELISTED_USERS"], mayBeEmpty: true },
  );
  if (whitelist === null) return null;
  return {
    // Production wants the address; without one it is a first try at the desk.
    APP_ENV: publicUrl === "" ? "development" : "production",
    ...given("PUBLIC_URL", publicUrl, env),
    ...given("WHITELISTED_USERS", whitelist, env),
  };
}

function nextSteps(answers: Answers, operator: ChannelOperator<Config>): string {
  const origin = answers["PUBLIC_URL"]?.replace(/\/$/, "") ?? "";
  if (origin === "") {
    return [
      "Make this machine reachable: cloudflared tunnel --url http://localhost:8000",
      "Put the address that it prints into .env as PUBLIC_URL.",
      "",
      operator.nextSteps(answers, "https://that-address"),
    ].join("\n");
  }
  return operator.nextSteps(answers, origin);
}
