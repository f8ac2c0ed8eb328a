export type Conceal = (text: string) => string;

/** The length of the shortest secret that is masked; every number that is masked is longer. */
const SHORTEST = 6;
/** A part of every number and id that is masked: most texts have none of it. */
const CANDIDATE = /\d{6}|whatsapp|wamid/i;

/**
 * Returns a function that masks secrets, phone numbers (with their plus, as bare digits or within
 * a message's id) and username ids in a text, as a last resort. It takes texts, not whole lines, so that figures stay
 * figures.
 */
export function concealer(secrets: readonly string[]): Conceal {
  const forms = secrets
    // A shorter secret occurs in many lines by chance.
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    // Longest first, so that no secret is left in part when another is contained in it.
    .sort((a, b) => b.length - a.length);
  return (given) => {
    // Most keys are shorter than anything that is masked.
    if (given.length < SHORTEST) return given;
    const masked = forms.reduce((text, form) => text.replaceAll(form, "***"), given);
    if (!CANDIDATE.test(masked)) return masked;
    return (
      masked
        .replaceAll(/whatsapp(:|%3A)[A-Z]{2}\.[\w.-]+/gi, "whatsapp$1***")
        // A message id of WhatsApp's begins with the user's number, in base64; its end is the message's own.
        .replaceAll(/\bwamid\.[\w+/-]*?([\w+/-]{12}={0,2})(?![\w+/=-])/g, "wamid.***$1")
        .replaceAll(/(?:\+|%2B)[1-9]\d{4,12}(\d{2})(?!\d)/gi, "+***$1")
        // Digits among letters are a sid or a hash, digits behind a point a fraction.
        .replaceAll(/(?<!\w|\d\.)\d{6,}(\d{2})(?!\w)/g, "***$1")
    );
  };
}

/** Returns the result of `plain` with every text in it concealed, including keys. */
export function concealed(value: unknown, conceal: Conceal): unknown {
  if (typeof value === "string") return conceal(value);
  if (Array.isArray(value)) return value.map((entry) => concealed(entry, conceal));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, entry]) => [conceal(key), concealed(entry, conceal)]),
  );
}
