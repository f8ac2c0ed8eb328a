import type { LogRecord } from "@logtape/logtape";

/** How far causes and nested facts are told. */
export const MAX_DEPTH = 5;

export type Conceal = (text: string) => string;

/** Makes what writes a record as the text of its line; `conceal` takes out of it what no log may hold. */
export type Lines = (conceal: Conceal, colors: boolean) => (record: LogRecord) => string;

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

/**
 * A function that takes secrets, phone numbers (with their plus or as bare digits) and
 * username ids out of a text, as a last resort. Of texts, not of lines: figures must stay figures.
 */
export function concealer(secrets: readonly string[]): Conceal {
  const forms = secrets
    // What is shorter stands in every other line by chance.
    .filter((secret) => secret.length >= 6)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    // The longer ones first, so that none is left half when another is a part of it.
    .sort((a, b) => b.length - a.length);
  return (given) =>
    forms
      .reduce((text, form) => text.replaceAll(form, "***"), given)
      .replaceAll(/whatsapp(:|%3A)[A-Z]{2}\.[\w.-]+/gi, "whatsapp$1***")
      .replaceAll(/(?:\+|%2B)[1-9]\d{4,12}(\d{2})(?!\d)/gi, "+***$1")
      // Digits among letters are a sid or a hash, those behind a point a fraction.
      .replaceAll(/(?<!\w|\d\.)\d{6,}(\d{2})(?!\w)/g, "***$1");
}

/** What `plain` made, with every text in it concealed, keys too. */
export function concealed(value: unknown, conceal: Conceal): unknown {
  if (typeof value === "string") return conceal(value);
  if (Array.isArray(value)) return value.map((entry) => concealed(entry, conceal));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, entry]) => [conceal(key), concealed(entry, conceal)]),
  );
}

/** The event's name as it was given, its braces too. */
export function eventOf({ rawMessage }: LogRecord): string {
  return typeof rawMessage === "string" ? rawMessage : rawMessage.join("{}");
}

function plainFacts(facts: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, plain(value, depth)]),
  );
}

/** A fact as JSON can hold it, however deep it is and whatever it was. */
export function plain(value: unknown, depth: number): unknown {
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

/** The code that systems and upstreams give their errors. */
export function codeOf(error: Error): string | undefined {
  const code = "code" in error ? error.code : null;
  return typeof code === "string" || typeof code === "number" ? String(code) : undefined;
}

/** Nothing that moves a cursor, breaks a line or turns the reading direction gets through. */
export function escapeControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
