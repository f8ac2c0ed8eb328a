import { type Conceal, concealed } from "./conceal.ts";
import { escapeControls, eventOf, type Lines, plainFacts } from "./record.ts";

/** A function that writes one JSON object in one line: time, level and event, then the facts beside them. */
export function jsonLines(conceal: Conceal): ReturnType<Lines> {
  return (record) => {
    const head = {
      time: new Date(record.timestamp).toISOString(),
      level: record.level,
      event: eventOf(record),
    };
    // Spread twice: first for the order, then so that no fact can pose as one of these.
    const line = { ...head, ...plainFacts(record.properties, 0), ...head };
    return escapeControls(JSON.stringify(concealed(line, conceal)));
  };
}
