import type { Facts, Logger } from "../../src/core/ports.ts";

export interface LogLine {
  readonly level: keyof Logger;
  readonly event: string;
  readonly facts: Facts;
}

/** A logger that keeps its lines. */
export function recordingLog(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: keyof Logger) =>
    (event: string, facts: Facts = {}) => {
      lines.push({ level, event, facts });
    };
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
