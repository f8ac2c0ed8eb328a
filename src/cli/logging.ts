import { configureSync, getLogger } from "@logtape/logtape";
import type { Logger } from "../core/ports.ts";
import { concealer, type Lines } from "./log-lines.ts";
import { writeOut } from "./write-out.ts";

const CATEGORY = "bot";

/**
 * The process's log on standard output: one line per event, for people or for machines as
 * `lines` writes them. There is one at a time: a second call takes the place of the first.
 */
export function createLogger(options: {
  readonly level: "trace" | "debug" | "info" | "warning" | "error";
  readonly lines: Lines;
  /** Become `***` wherever they stand in a line. */
  readonly secrets?: readonly string[];
  readonly write?: (line: string) => void;
  readonly colors?: boolean;
}): Logger {
  const { level, lines, secrets = [], write = writeOut } = options;
  const { colors = Bun.enableANSIColors } = options;
  const render = lines(concealer(secrets), colors);

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
