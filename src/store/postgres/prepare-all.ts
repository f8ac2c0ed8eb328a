import { ConfigError } from "../../core/errors.ts";
import { allStatements } from "../all-statements.ts";
import type { Driver } from "../driver.ts";
import { OLDEST_MAJOR } from "./server-version.ts";
import { isStatementRefused } from "./translate-error.ts";

/**
 * Makes the server check every statement once, so that an unsuitable server is found before the
 * first message. Returns the error of the first that it refuses, or null.
 */
export async function findRefused(driver: Driver): Promise<string | null> {
  try {
    await driver.prepare(allStatements);
    return null;
  } catch (cause) {
    if (!isStatementRefused(cause)) throw cause;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Throws `ConfigError` if the server refuses a statement. */
export async function prepareAll(driver: Driver): Promise<void> {
  const refused = await findRefused(driver);
  if (refused === null) return;
  throw new ConfigError([
    `The server in DATABASE_URL cannot run a statement of the bot's: ${refused}. Use PostgreSQL ${OLDEST_MAJOR} or newer.`,
  ]);
}
