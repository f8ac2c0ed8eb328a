/** The fields of a JSON object, none of them certain. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});

/** Returns a JSON object's fields; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.assign(Object.create(null), value)
    : NONE;
}

/** Returns the entries of a JSON array; none for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns a text that is not blank, without lone surrogates and cut to `maxLength`; null for anything else. */
export function wordsIn(value: unknown, maxLength = 2_000): string | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  return value.slice(0, maxLength).toWellFormed().replaceAll("\0", "");
}

/** Returns a number or the digits of one as text, such as a coordinate; null for anything else. */
export function numeralIn(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^-?\d{1,20}(\.\d{1,20})?$/.test(text) ? text : null;
}
