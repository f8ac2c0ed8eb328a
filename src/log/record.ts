import type { LogRecord } from "@logtape/logtape";
import type { Conceal } from "./conceal.ts";

/** How far causes and nested facts are told. */
export const MAX_DEPTH = 5;

/** Makes what writes a record as the text of its line; `conceal` takes out of it what no log may hold. */
export type Lines = (conceal: Conceal, colors: boolean) => (record: LogRecord) => string;

/** The event's name as it was given, its braces too. */
export function eventOf({ rawMessage }: LogRecord): string {
  return typeof rawMessage === "string" ? rawMessage : rawMessage.join("{}");
}

/** Facts as JSON can hold them. */
export function plainFacts(facts: object, depth: number): Record<string, unknown> {
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
