export interface Names {
  /** A value with a name in the place of each nonce, code and token in it. */
  normalise(value: unknown): unknown;
  /** The same names, for a copy of what they were drawn for. */
  copy(): Names;
}

const DRAWN: ReadonlySet<string> = new Set(["nonce", "code", "token"]);

/**
 * Nonces and codes are drawn at random. Each is named when it is first seen, in the order of that, so
 * that two databases call the same one the same.
 */
export function createNames(known: ReadonlyMap<string, string> = new Map()): Names {
  const named = new Map(known);

  function nameOf(kind: string, drawn: string): string {
    const name = named.get(drawn) ?? `${kind} ${named.size + 1}`;
    named.set(drawn, name);
    return name;
  }

  function normalise(value: unknown, key = ""): unknown {
    if (typeof value === "string") return DRAWN.has(key) ? nameOf(key, value) : value;
    if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
    if (value instanceof Set) return [...value].map(String).sort();
    if (Array.isArray(value)) return value.map((item) => normalise(item, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, normalise(inner, name)]),
    );
  }

  return { normalise: (value) => normalise(value), copy: () => createNames(named) };
}
