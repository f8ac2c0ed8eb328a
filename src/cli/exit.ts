import { CommanderError } from "commander";
import { ConfigError, TransientError } from "../core/errors.ts";
import { describeSystemError } from "./system-error.ts";

/** The command worked, and its answer is no. */
export const EX_NO = 1;
// From sysexits.h, which service managers know.
const EX_USAGE = 64;
const EX_SOFTWARE = 70;
const EX_TEMPFAIL = 75;
export const EX_CONFIG = 78;

/**
 * Returns the exit code: 0 help or version, 64 a wrong command line, 70 a bug, 75 if waiting helps,
 * 78 if the owner must act.
 */
export function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EX_USAGE;
  if (error instanceof TransientError) return EX_TEMPFAIL;
  if (error instanceof ConfigError || describeSystemError(error) !== null) return EX_CONFIG;
  return EX_SOFTWARE;
}

/**
 * Returns the text for the terminal before the process ends; empty if everything was printed
 * already.
 */
export function explainFailure(error: unknown): string {
  if (error instanceof CommanderError) return "";
  if (error instanceof TransientError) return `${error.message}\n`;
  if (error instanceof ConfigError) {
    return ["Invalid configuration:", ...error.faults.map((fault) => `  - ${fault}`), ""].join(
      "\n",
    );
  }
  const systemError = describeSystemError(error);
  if (systemError !== null) return `${systemError}\n`;
  return `This is a bug, please report it:\n${Bun.inspect(error)}\n`;
}
