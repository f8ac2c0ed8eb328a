import { createApp } from "../app.ts";
import { type Config, environment, loadConfig, secretsOf } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import type { Logger } from "../core/ports.ts";
import { commit, version } from "../core/version.ts";
import { jsonLines } from "../log/json.ts";
import { createLogger, logUncaught } from "../log/logger.ts";
import type { Lines } from "../log/record.ts";
import { readEnvFile } from "./read-env-file.ts";
import { startWarnings } from "./start-warnings.ts";

/** Runs the bot until it is told to stop. Throws `ConfigError` or `TransientError`. */
export async function serve(): Promise<void> {
  const config = loadConfig(environment(readEnvFile()));
  const log = createLogger({
    level: config.logLevel,
    lines: await linesFor(config),
    secrets: secretsOf(config),
  });
  logUncaught(log);
  for (const warning of startWarnings(config, Date.now())) log.warn(warning);
  const app = await createApp(config, { log, droppedLogLines: () => log.droppedLines() });
  const { port } = app.start();
  announce(config, port, log);
  const end = await Promise.race([stopSignal(), app.lost]);
  log.info("stopping", typeof end === "string" ? { signal: end } : { error: end });
  await app.stop();
  log.info("stopped");
  if (typeof end !== "string") throw end;
}

// What writes for people takes longer to load than to log: machines go without.
async function linesFor({ appEnv }: Config): Promise<Lines> {
  return appEnv === "production" ? jsonLines : (await import("../log/pretty.ts")).prettyLines;
}

function announce(config: Config, port: number, log: Logger): void {
  log.info("ready", {
    version,
    commit,
    host: config.host,
    port,
    database: parseDatabaseUrl(config.databaseUrl).dialect,
    webhook: `${config.publicUrl}/webhook`,
  });
}

/** Resolves with the first signal to stop; a second one ends the process at once, as by default. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  });
}
