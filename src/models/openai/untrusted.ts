import { isRecord } from "../../core/json.ts";
type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the value if it is a JSON object, else an empty one: nothing is assumed about an
 * upstream's body.
 */
export function asFields(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** Returns the value if it is a list, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the value if it is a string, else an empty one. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Returns the value if it is a non-negative integer, else null. */
export function asCount(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/**
 * Returns the value if it is one short identifier, else null: only that may appear in a log, since
 * free text from an upstream can repeat the prompt or the key.
 */
export function asIdentifier(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : asText(value);
  return /^[\w.:[\]-]{1,64}$/.test(text) ? text : null;
}
