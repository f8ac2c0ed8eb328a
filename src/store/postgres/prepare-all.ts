import { ConfigError } from "../../core/errors.ts";
import type { Driver } from "../driver.ts";
import { statements } from "../statement.ts";
import { isStatementRefused } from "./translate-error.ts";

/**
 * Has the server check every statement once, so that one that cannot run them is found before the
 * first message. Throws `ConfigError` when it refuses one.
 */
export async function prepareAll(driver: Driver): Promise<void> {
  try {
    await driver.prepare(statements);
  } catch (cause) {
    if (!isStatementRefused(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      [
        `This PostgreSQL server cannot run a statement of ours: ${why}. Use PostgreSQL 14 or newer.`,
      ],
      { cause },
    );
  }
}
