import type { Logger } from "../core/ports.ts";
import { concealed, concealer } from "./conceal.ts";
import { escapeControls, plainFacts } from "./record.ts";

const MAX_LINES = 2_000;
/** By the names that LOG_LEVEL takes, from all lines to the fewest. */
const LEVELS = ["debug", "info", "warning", "error"] as const;

type Level = (typeof LEVELS)[number];

/** A line of the log, without secrets and numbers. */
interface RecentLine {
  /** Counted from 1 in each process. */
  readonly id: number;
  readonly at: number;
  readonly level: Level;
  readonly event: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface RecentLines {
  /** Passes everything on, and keeps it. */
  readonly log: Logger;
  /** Returns the last lines, oldest first. */
  lines(): RecentLine[];
  /** Calls `listener` with each line from now on. Returns a function that ends this. */
  subscribe(listener: (line: RecentLine) => void): () => void;
}

/**
 * Keeps the last 2,000 lines of this process in memory, as they are given: they are put into words
 * and freed of secrets only when they are read, so that keeping them costs nothing.
 */
export function createRecentLines(options: {
  readonly log: Logger;
  readonly secrets: readonly string[];
  readonly now: () => number;
  /** Returns the minimum level at this moment. */
  readonly level: () => "trace" | "debug" | "info" | "warning" | "error";
}): RecentLines {
  const { log, secrets, now, level } = options;
  const kept: RecentLine[] = [];
  const listeners = new Set<(line: RecentLine) => void>();
  let last = 0;
  let conceal: ((text: string) => string) | null = null;

  function readable(line: RecentLine): RecentLine {
    const mask = (conceal ??= concealer(secrets));
    const harmless = (text: string) => escapeControls(mask(text));
    const facts = concealed(plainFacts(line.facts, 0), harmless);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same object with other texts.
    return { ...line, event: harmless(line.event), facts: facts as RecentLine["facts"] };
  }

  const keep =
    (method: keyof Logger, lineLevel: Level): Logger[keyof Logger] =>
    (event, facts = {}) => {
      log[method](event, facts);
      // "trace" is none of them, and stands before all.
      if (LEVELS.indexOf(lineLevel) < LEVELS.findIndex((name) => name === level())) return;
      last += 1;
      const line = { id: last, at: now(), level: lineLevel, event, facts };
      kept[(last - 1) % MAX_LINES] = line;
      for (const listener of listeners) listener(readable(line));
    };

  return {
    log: {
      debug: keep("debug", "debug"),
      info: keep("info", "info"),
      warn: keep("warn", "warning"),
      error: keep("error", "error"),
    },
    lines: () => kept.toSorted((one, two) => one.id - two.id).map(readable),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
