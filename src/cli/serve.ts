import { fstatSync } from "node:fs";
import { createApp } from "../app.ts";
import { CHANNELS } from "../channels/registry.ts";
import { type Config, environment, loadConfig, secretsOf } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { ConfigError } from "../core/errors.ts";
import type { Logger } from "../core/ports.ts";
import { commit, version } from "../core/version.ts";
import { jsonLines } from "../log/json.ts";
import { createLogger, logUncaught, type ProcessLog } from "../log/logger.ts";
import { createRecentLines } from "../log/recent-lines.ts";
import type { Lines } from "../log/record.ts";
import { describeEnvFile } from "./describe-env-file.ts";
import { priceWarnings } from "./price-warnings.ts";
import { type EnvFile, readEnvFile } from "./read-env-file.ts";
import { startWarnings } from "./start-warnings.ts";
import { stopSignal } from "./stop-signal.ts";

const STDOUT = 1;

/** Runs the bot until a stop signal. Throws `ConfigError` or `TransientError`. */
export async function serve(): Promise<void> {
  const file = readEnvFile();
  const config = configOf(file);
  const output = createLogger({
    level: config.logLevel,
    lines: await linesFor(config),
    secrets: secretsOf(config),
  });
  let level = config.logLevel;
  const recent = createRecentLines({
    log: output,
    secrets: secretsOf(config),
    now: () => Date.now(),
    level: () => level,
  });
  const { log } = recent;
  logUncaught(log);
  const warnings = [
    ...startWarnings(config, Date.now()),
    ...(await priceWarnings(config, Date.now())),
    ...describeEnvFile(file),
  ];
  for (const warning of warnings) log.warn(warning);
  const variables = environment(file.values);
  const app = await createApp(config, {
    log,
    recent,
    onLevel: (changed) => {
      level = changed;
      output.setLevel(changed);
    },
    droppedLogLines: () => output.droppedLines(),
    variable: (name) => variables[name],
  });
  // Before anything says that the bot runs: a signal that comes at once stops it as any other.
  const ending = Promise.race([stopSignal(), app.lost]);
  const { port } = app.start();
  announce(config, port, log);
  // Only where it may be a terminal: process.stdout takes longer to make than the log.
  const isDevice = fstatSync(STDOUT).isCharacterDevice();
  if (isDevice && process.stdout.isTTY) await showFirstLink(config, port, output);
  const end = await ending;
  log.info("stopping", typeof end === "string" ? { signal: end } : { error: end });
  await app.stop();
  log.info("stopped");
  if (typeof end !== "string") throw end;
}

/** Shows the way to the owner's page until a link was used. */
async function showFirstLink(config: Config, port: number, log: ProcessLog): Promise<void> {
  const { firstAdminLink } = await import("./admin-link.ts");
  const link = await firstAdminLink({ ...config, port });
  if (link !== null) log.print(`\nYour page, for five minutes and once:\n  ${link}\n\n`);
}

function configOf({ text, values }: EnvFile): Config {
  try {
    return loadConfig(environment(values));
  } catch (cause) {
    if (text !== null || !(cause instanceof ConfigError)) throw cause;
    const missing = `No .env in ${process.cwd()}. Run \`setup\`, or \`demo\` to try it without accounts.`;
    throw new ConfigError([missing, ...cause.faults], { cause });
  }
}

// The formatter for terminals takes longer to load than a log takes to write: JSON logs do without
// it.
async function linesFor({ appEnv, logFormat }: Config): Promise<Lines> {
  const isJson = logFormat === "auto" ? appEnv === "production" : logFormat === "json";
  return isJson ? jsonLines : (await import("../log/pretty.ts")).prettyLines;
}

function announce(config: Config, port: number, log: Logger): void {
  log.info("ready", {
    version,
    commit,
    host: config.host,
    port,
    database: parseDatabaseUrl(config.databaseUrl).dialect,
    webhooks: config.channels.flatMap((name) => {
      const { webhookPath } = CHANNELS[name];
      return webhookPath === null ? [] : config.publicUrl + webhookPath;
    }),
  });
}
