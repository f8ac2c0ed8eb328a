export type Conceal = (text: string) => string;

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
