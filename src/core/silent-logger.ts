import type { Logger } from "./ports.ts";

/** A logger that writes nothing: for commands, whose output is all that the user needs. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
