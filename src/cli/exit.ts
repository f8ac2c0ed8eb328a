import { CommanderError } from "commander";
import { ConfigError, TransientError } from "../core/errors.ts";

// From sysexits.h, as service managers know them.
const EX_USAGE = 64;
const EX_TEMPFAIL = 75;
const EX_CONFIG = 78;

/** 0 help or version, 64 a wrong command line, 75 try again later, 78 a wrong setting, 1 a bug. */
export function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EX_USAGE;
  if (error instanceof TransientError) return EX_TEMPFAIL;
  if (error instanceof ConfigError) return EX_CONFIG;
  return 1;
}

/** What a person reads on the terminal before the process ends: empty when all is said. */
export function explainFailure(error: unknown): string {
  if (error instanceof CommanderError) return "";
  if (error instanceof TransientError) return `${error.message}\n`;
  if (error instanceof ConfigError) {
    return ["Cannot start:", ...error.faults.map((fault) => `  - ${fault}`), ""].join("\n");
  }
  return `This is a bug, please report it:\n${Bun.inspect(error)}\n`;
}
