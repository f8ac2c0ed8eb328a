import { writeSync } from "node:fs";
import { configureSync, getLogger } from "@logtape/logtape";
import type { Logger } from "../core/ports.ts";
import { concealer, jsonLines, prettyLines } from "./log-lines.ts";

const CATEGORY = "bot";
const STDOUT = 1;
const MAX_WAITS = 50;

/**
 * The process's log on standard output: one line per event, `pretty` for people or `json` for
 * machines. There is one at a time: a second call takes the place of the first.
 */
export function createLogger(options: {
  readonly level: "trace" | "debug" | "info" | "warning" | "error";
  readonly format: "pretty" | "json";
  /** Become `***` wherever they stand in a line. */
  readonly secrets?: readonly string[];
  readonly write?: (line: string) => void;
  readonly colors?: boolean;
}): Logger {
  const { level, format, secrets = [], write = writeToStdout } = options;
  const { colors = Bun.enableANSIColors } = options;
  const conceal = concealer(secrets);
  const render = format === "json" ? jsonLines(conceal) : prettyLines(conceal, colors);

  configureSync({
    reset: true,
    sinks: { output: (record) => write(`${render(record)}\n`) },
    loggers: [
      { category: CATEGORY, lowestLevel: level, sinks: ["output"] },
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["output"] },
    ],
  });
  const logger = getLogger(CATEGORY);
  return {
    debug: (event, facts = {}) => logger.debug(event, facts),
    info: (event, facts = {}) => logger.info(event, facts),
    warn: (event, facts = {}) => logger.warn(event, facts),
    error: (event, facts = {}) => logger.error(event, facts),
  };
}

// Synchronous, so that the last words before an exit are not lost, which process.stdout loses on a pipe.
function writeToStdout(line: string): void {
  const bytes = Buffer.from(line);
  let written = 0;
  let waits = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(STDOUT, bytes, written);
    } catch (error) {
      // A reader that is only slow is waited for a moment; a log that nobody reads stops nothing.
      const isFull = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (!isFull || waits === MAX_WAITS) return;
      waits += 1;
      Bun.sleepSync(1);
    }
  }
}
