import { getPrettyFormatter } from "@logtape/pretty";
import { type Conceal, concealed } from "./conceal.ts";
import { codeOf, escapeControls, eventOf, type Lines, MAX_DEPTH, plain } from "./record.ts";
import { isFailedCall } from "../core/errors.ts";

/**
 * Returns a function that writes for people: facts as `key=value`, and the stack of an error below
 * them.
 */
export function prettyLines(conceal: Conceal, colors: boolean): ReturnType<Lines> {
  return linesWith(() => true, conceal, colors);
}

/** The same, but for the errors that are expected of an upstream: those take one line. */
export function briefLines(conceal: Conceal, colors: boolean): ReturnType<Lines> {
  return linesWith((error) => !isFailedCall(error), conceal, colors);
}

function linesWith(
  isTraced: (error: unknown) => boolean,
  conceal: Conceal,
  colors: boolean,
): ReturnType<Lines> {
  const format = getPrettyFormatter({
    timestamp: "time",
    timeZone: null,
    categoryWidth: 0,
    wordWrap: false,
    colors,
    messageStyle: null,
    messageColor: null,
  });
  return (record) => {
    const facts = Object.entries(record.properties);
    const words = facts.map(([key, value]) => `${conceal(key)}=${inline(value, conceal)}`);
    const message = escapeControls([conceal(eventOf(record)), ...words].join(" "));
    const first = format({ ...record, category: [], message: [message] }).trimEnd();
    const origins = facts
      .flatMap(([, value]) => (isTraced(value) ? origin(value, 0) : []))
      .map(conceal);
    return [first, ...origins.map(escapeControls)].join("\n");
  };
}

function inline(value: unknown, conceal: Conceal): string {
  const shown = concealed(value instanceof Error ? headline(value) : plain(value, 0), conceal);
  if (typeof shown === "string" && /^[^\s"=]+$/.test(shown)) return shown;
  return JSON.stringify(shown) ?? "undefined";
}

function headline(error: Error): string {
  const code = codeOf(error);
  return `${error.name}: ${error.message}${code === undefined ? "" : ` (${code})`}`;
}

function origin(value: unknown, depth: number): string[] {
  if (!(value instanceof Error) || depth >= MAX_DEPTH) return [];
  const frames = (value.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const cause = value.cause instanceof Error ? [`    caused by ${headline(value.cause)}`] : [];
  return [
    ...frames.map((line) => `      ${line.trim()}`),
    ...cause,
    ...origin(value.cause, depth + 1),
  ];
}
