import { type Conceal, concealed } from "./conceal.ts";
import { escapeControls, eventOf, type Lines, plainFacts } from "./record.ts";

/**
 * Returns a function that writes one JSON object per line: time, level and event, then the facts.
 */
export function jsonLines(conceal: Conceal): ReturnType<Lines> {
  return (record) => {
    const head = {
      time: new Date(record.timestamp).toISOString(),
      level: record.level,
      event: eventOf(record),
    };
    // Spread twice: first for the order, then so that no fact can replace one of these.
    const line = { ...head, ...plainFacts(record.properties, 0), ...head };
    return escapeControls(JSON.stringify(concealed(line, conceal)));
  };
}
