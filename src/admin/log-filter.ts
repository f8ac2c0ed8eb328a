import type { LogLine } from "./wire.ts";

export const LOG_LEVELS = [
  "debug",
  "info",
  "warning",
  "error",
] as const satisfies readonly LogLine["level"][];

/** Returns whether a line has this level or a higher one, and a text in it. */
export function matchesFilter(
  { level, event, facts }: LogLine,
  filter: { readonly level: LogLine["level"]; readonly search: string },
): boolean {
  if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(filter.level)) return false;
  const wanted = filter.search.toLowerCase();
  return wanted === "" || `${event} ${JSON.stringify(facts)}`.toLowerCase().includes(wanted);
}
