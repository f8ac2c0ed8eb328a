import { configureSync, getLogger } from "@logtape/logtape";
import type { Logger } from "../core/ports.ts";
import { concealer } from "./conceal.ts";
import { createLineWriter, unblockedStdout } from "./line-writer.ts";
import type { Lines } from "./record.ts";

const CATEGORY = "bot";

type LogLevelName = "trace" | "debug" | "info" | "warning" | "error";

export interface ProcessLog extends Logger {
  /** Writes lines that are not events between the events. */
  print(lines: string): void;
  /** Writes what `around` makes of each line of the log from now on, as a prompt on the screen needs it. */
  wrapLines(around: (line: string) => string): void;
  /** Changes the minimum level from now on. */
  setLevel(level: LogLevelName): void;
  /** Returns how many lines were dropped because nothing read them. */
  droppedLines(): number;
}

/**
 * Creates the process's log on standard output: one line per event, for people or for machines as
 * `lines` formats them. Never waits for a reader: up to a mebibyte of lines is buffered, further
 * lines are dropped and counted. Only one is active at a time: a second call replaces the first.
 */
export function createLogger(options: {
  readonly level: LogLevelName;
  readonly lines: Lines;
  /** Replaced by `***` in every line. */
  readonly secrets?: readonly string[];
  readonly write?: (line: string) => void;
  readonly colors?: boolean;
}): ProcessLog {
  const { level, lines, secrets = [] } = options;
  const output = createLineWriter(unblockedStdout(), (dropped) => {
    logger.warn("log lines dropped", { lines: dropped });
  });
  process.once("exit", output.flush);
  const { write = output.write } = options;
  const { colors = Bun.enableANSIColors } = options;
  const render = lines(concealer(secrets), colors);
  let wrap = (line: string) => line;

  const configure = (lowestLevel: LogLevelName) =>
    configureSync({
      reset: true,
      sinks: { output: (record) => write(wrap(`${render(record)}\n`)) },
      loggers: [
        { category: CATEGORY, lowestLevel, sinks: ["output"] },
        { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["output"] },
      ],
    });
  configure(level);
  const logger = getLogger(CATEGORY);
  return {
    debug: (event, facts = {}) => logger.debug(event, facts),
    info: (event, facts = {}) => logger.info(event, facts),
    warn: (event, facts = {}) => logger.warn(event, facts),
    error: (event, facts = {}) => logger.error(event, facts),
    print: (text) => write(text),
    wrapLines: (around) => {
      wrap = around;
    },
    setLevel: configure,
    droppedLines: output.dropped,
  };
}

/**
 * Logs uncaught errors without ending the process, as Bun does while `main.ts` waits. Bun itself
 * would print them to standard error, with every secret in them, and wait there for the reader.
 */
export function logUncaught(log: Logger): void {
  const report = (error: unknown) => log.error("uncaught error", { error });
  process.on("uncaughtException", report).on("unhandledRejection", report);
}
