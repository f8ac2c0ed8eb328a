import type { Logger } from "./ports.ts";

/** Logs nothing: for a command, whose output says what there is to say. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
