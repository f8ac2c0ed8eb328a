import { configureSync, getLogger } from "@logtape/logtape";
import type { Logger } from "../core/ports.ts";
import { concealer } from "./conceal.ts";
import { createLineWriter, unblockedStdout } from "./line-writer.ts";
import type { Lines } from "./record.ts";

const CATEGORY = "bot";

export interface ProcessLog extends Logger {
  /** Writes lines that are no event between the others. */
  print(lines: string): void;
  /** Returns how many lines were dropped because nothing read them. */
  droppedLines(): number;
}

/**
 * The process's log on standard output: one line per event, for people or for machines as
 * `lines` writes them. Waits for no reader: a mebibyte of lines waits for it, what comes then is
 * dropped and counted. There is one at a time: a second call takes the place of the first.
 */
export function createLogger(options: {
  readonly level: "trace" | "debug" | "info" | "warning" | "error";
  readonly lines: Lines;
  /** Become `***` wherever they stand in a line. */
  readonly secrets?: readonly string[];
  readonly write?: (line: string) => void;
  readonly colors?: boolean;
}): ProcessLog {
  const { level, lines, secrets = [] } = options;
  const output = createLineWriter(unblockedStdout(), (dropped) => {
    logger.warn("log lines were dropped: their reader is too slow", { lines: dropped });
  });
  process.once("exit", output.flush);
  const { write = output.write } = options;
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
    print: (text) => write(text),
    droppedLines: output.dropped,
  };
}

/**
 * Logs what nothing has caught, without ending the process, as Bun does while `main.ts` waits. Bun
 * itself prints it to standard error, with every secret in it, and waits there for the reader.
 */
export function logUncaught(log: Logger): void {
  const tell = (error: unknown) => log.error("uncaught error: please report it", { error });
  process.on("uncaughtException", tell).on("unhandledRejection", tell);
}
