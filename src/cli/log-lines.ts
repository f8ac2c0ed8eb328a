import type { LogRecord } from "@logtape/logtape";
import { getPrettyFormatter } from "@logtape/pretty";

const MAX_DEPTH = 5;

/** One JSON object in one line: time, level and event first, then the facts beside them. */
export function jsonLine(record: LogRecord): string {
  const head = {
    time: new Date(record.timestamp).toISOString(),
    level: record.level,
    event: eventOf(record),
  };
  // Spread twice: first for the order, then so that no fact can pose as one of these.
  return escapeControls(JSON.stringify({ ...head, ...plainFacts(record.properties, 0), ...head }));
}

/** A function that writes for people: facts as `key=value`, and below them where an error came from. */
export function prettyLines(colors: boolean): (record: LogRecord) => string {
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
    const words = facts.map(([key, value]) => `${key}=${inline(value)}`);
    const message = escapeControls([eventOf(record), ...words].join(" "));
    const first = format({ ...record, category: [], message: [message] }).trimEnd();
    return [first, ...facts.flatMap(([, value]) => origin(value, 0))].join("\n");
  };
}

/** A function that takes secrets, full phone numbers and username ids out of a line, as a last resort. */
export function concealer(secrets: readonly string[]): (line: string) => string {
  const forms = secrets
    // What is shorter stands in every other line by chance.
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    // The longer ones first, so that none is left half when another is a part of it.
    .sort((a, b) => b.length - a.length);
  return (line) =>
    forms
      .reduce((text, form) => text.replaceAll(form, "***"), line)
      .replaceAll(/(?:\+|%2B)[1-9]\d{4,12}(\d{2})(?!\d)/gi, "+***$1")
      .replaceAll(/whatsapp(:|%3A)[A-Z]{2}\.\w+/g, "whatsapp$1***");
}

function eventOf({ rawMessage }: LogRecord): string {
  return typeof rawMessage === "string" ? rawMessage : rawMessage.join("{}");
}

function plainFacts(facts: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, plain(value, depth)]),
  );
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === "object" && value !== null) return plainObject(value, depth);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return ["bigint", "symbol", "function"].includes(typeof value) ? String(value) : value;
}

function plainObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) return "…";
  if (value instanceof Error) return plainError(value, depth);
  if (value instanceof Date || value instanceof URL) return value.toJSON();
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.map((entry) => plain(entry, depth + 1));
  return plainFacts(value, depth + 1);
}

/** Only these five: what upstream errors carry beside them holds requests, with keys and bodies. */
function plainError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return { name, message, code: codeOf(error), stack, cause: plain(cause, depth + 1) };
}

function codeOf(error: Error): string | undefined {
  const code = "code" in error ? error.code : null;
  return typeof code === "string" || typeof code === "number" ? String(code) : undefined;
}

function inline(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(headline(value));
  if (typeof value === "string" && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(plain(value, 0)) ?? "undefined";
}

function headline(error: Error): string {
  const code = codeOf(error);
  return `${error.name}: ${error.message}${code === undefined ? "" : ` (${code})`}`;
}

function origin(value: unknown, depth: number): string[] {
  if (!(value instanceof Error) || depth >= MAX_DEPTH) return [];
  const frames = (value.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const cause =
    value.cause instanceof Error ? [escapeControls(`    caused by ${headline(value.cause)}`)] : [];
  return [
    ...frames.map((line) => `      ${escapeControls(line.trim())}`),
    ...cause,
    ...origin(value.cause, depth + 1),
  ];
}

/** Nothing that moves a cursor, breaks a line or turns the reading direction gets through. */
function escapeControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
