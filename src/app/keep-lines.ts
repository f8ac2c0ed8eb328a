import { type Config, secretsOf } from "../config.ts";
import type { Logger } from "../core/ports.ts";
import { createRecentLines, type RecentLines } from "../log/recent-lines.ts";

/** Keeps the last lines of a log for the owner's page; `config` has the level that holds. */
export function keepLines(
  config: Config,
  log: Logger,
  now: () => number = () => Date.now(),
): RecentLines {
  return createRecentLines({ log, secrets: secretsOf(config), now, level: () => config.logLevel });
}
