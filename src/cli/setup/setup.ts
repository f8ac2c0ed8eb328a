import { cancel, intro, note, outro } from "@clack/prompts";
import { CHANNELS } from "../../channels/registry.ts";
import type { ChannelOperator } from "../../channels/channel-operator.ts";
import {
  type Config,
  environment,
  readSettings,
  type Environment,
  withoutPlaceholders,
} from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { readEnvFile } from "../read-env-file.ts";
import { say } from "../write-out.ts";
import { askFor } from "./ask.ts";
import { chooseChannel } from "./choose-channel.ts";
import { dialogue } from "./dialogue.ts";
import { given } from "./given.ts";
import { offerService } from "./install-service.ts";
import { invocation } from "../../app/invocation.ts";
import { askPublicAddress, type PublicAddress } from "./public-address.ts";
import { setupExtras } from "./setup-extras.ts";
import { setupOpenAi } from "./setup-openai.ts";
import { setupSearch } from "./setup-search.ts";
import type { Tunnel } from "./tunnel.ts";
import { tryIt } from "./try-it.ts";
import { newSecretKey, writeEnv } from "./write-env.ts";
import { speak } from "./speak.ts";

const ENV_FILE = ".env";
const DEFAULT_PORT = 8000;
const NO_ADDRESS: PublicAddress = { url: "", tunnel: null };

type Answers = Readonly<Record<string, string>>;

/**
 * Asks for the necessary settings, tests them, writes ./.env, and helps until the first message is
 * answered. Returns false if the user leaves before the file is written.
 */
export async function setup(): Promise<boolean> {
  const env = withoutPlaceholders(environment(readEnvFile(ENV_FILE).values));
  intro("WhatsApp AI Bot: setup");
  const operator = await chooseChannel(env);
  const channel = operator && (await operator.setup(env, dialogue));
  const openai = channel && (await setupOpenAi(env));
  const search = openai && (await setupSearch({ ...env, ...openai }));
  const extras = search && (await setupExtras({ ...env, ...openai }));
  const port = readSettings(env).config.port ?? DEFAULT_PORT;
  const isReached = operator !== null && hasWebhooks(operator);
  const address = extras && (isReached ? await askPublicAddress(env, port) : NO_ADDRESS);
  try {
    const access = address && (await askAccess(env));
    if (!operator || !channel || !openai || !search || !extras || !address || !access) {
      cancel("Nothing was written.");
      return false;
    }
    const answers = {
      ...channel,
      ...openai,
      ...search,
      ...extras,
      // Production requires the address; without one it is a first local trial.
      APP_ENV: isReached && address.url === "" ? "development" : "production",
      ...(isReached && given("PUBLIC_URL", address.url, env)),
      ...access,
      SECRET_KEY: env["SECRET_KEY"] || newSecretKey(),
    };
    writeEnv(ENV_FILE, answers);
    speak.success(writtenSentence());
    await finish({ ...env, ...answers }, operator, address);
  } finally {
    await endTunnel(address?.tunnel ?? null);
  }
  const command = invocation();
  outro(`Start: ${command}\n   Check everything: ${command} doctor`);
  return true;
}

function writtenSentence(): string {
  return process.platform === "win32"
    ? `${ENV_FILE} is written. It holds your keys: keep it where only you can read it.`
    : `${ENV_FILE} is written, only you can read it.`;
}

async function endTunnel(tunnel: Tunnel | null): Promise<void> {
  if (tunnel === null) return;
  await tunnel.stop();
  const { name, isTemporary } = tunnel.program;
  if (!isTemporary) return;
  speak.warn(
    `${name} has ended, so its address no longer works: run setup again for a new one. docs/operations.md names tunnels that last.`,
  );
}

/** Connects the messenger, installs the service and waits for the first message, each on request. */
async function finish(
  env: Environment,
  operator: ChannelOperator<Config>,
  { url, tunnel }: PublicAddress,
): Promise<void> {
  if (url === "" && hasWebhooks(operator)) {
    note(stepsWithoutAddress(operator, env), "Still to do");
    return;
  }
  const steps = await operator.connect(env, url, dialogue);
  if (steps !== null) note(steps, "Still to do");
  const isService = await offerService(env, tunnel?.program.isTemporary === true);
  await tryIt(env, operator, { tunnel, isService });
}

/**
 * Does the same without questions, for scripts: writes the settings of the environment to ./.env,
 * with a new SECRET_KEY if there is none. Returns false if a fault remains, after printing each in
 * a line.
 */
export async function setupFromEnvironment(): Promise<boolean> {
  const inFile = readEnvFile(ENV_FILE).values;
  const found = withoutPlaceholders(environment(inFile));
  const env: Environment = { ...found, SECRET_KEY: found["SECRET_KEY"] || newSecretKey() };
  const values = Object.values(settings).flatMap(({ env: name }) => {
    const value = env[name];
    return value === undefined || value === inFile[name] ? [] : [[name, value] as const];
  });
  writeEnv(ENV_FILE, Object.fromEntries(values));
  const names = values.map(([name]) => name).join(", ");
  say(names === "" ? `${ENV_FILE} stays as it is.` : `${ENV_FILE} is written: ${names}.`);
  const { config, faults } = readSettings(env);
  for (const fault of faults) say(`  - ${fault}`);
  if (config.publicUrl) say((await operatorFor(env)).nextSteps(env, config.publicUrl));
  return faults.length === 0;
}

/** Returns the operator functions of the enabled channel, or of the first in the list. */
async function operatorFor(env: Environment): Promise<ChannelOperator<Config>> {
  const [name] = readSettings(env).config.channels;
  return CHANNELS[name].operator();
}

async function askAccess(env: Environment): Promise<Answers | null> {
  const whitelist = await askFor(
    settings.whitelistedUsers,
    "Who is answered? (blank: anyone, at your cost)",
    { before: env["WHITELISTED_USERS"], mayBeEmpty: true },
  );
  return whitelist === null ? null : given("WHITELISTED_USERS", whitelist, env);
}

/** Returns whether the messenger has to reach this machine; otherwise the bot polls it. */
function hasWebhooks(operator: ChannelOperator<Config>): boolean {
  return operator.webhooks("").length > 0;
}

function stepsWithoutAddress(operator: ChannelOperator<Config>, env: Environment): string {
  return [
    "Make this machine reachable, for example:",
    `cloudflared tunnel --url http://localhost:${env["PORT"] ?? DEFAULT_PORT}`,
    "Run setup again: it can also start the tunnel.",
    "",
    operator.nextSteps(env, "https://that-address"),
  ].join("\n");
}
