import { parseDatabaseUrl, passwordsIn } from "../core/database-url.ts";
import { readDollars } from "../core/read-dollars.ts";
import { readUserAddress } from "../core/user-address.ts";

/** The conversion of a setting's text into its value. */
export interface Kind<T> {
  /** Ends the sentence "NAME must be …". */
  readonly expects: string;
  /** The words that can be chosen; undefined for any other kind. */
  readonly choices?: readonly string[];
  /** Returns the value, or undefined if the text is not as expected. */
  read(text: string): T | undefined;
  /** Ends the sentence "…, but is …" if that is clearer than repeating the text. */
  found?(text: string): string;
  /**
   * Returns the fault and the fix, as the rest of a sentence that begins with the setting's name.
   */
  complaint?(text: string): string;
  /** Returns the pieces of a value that must never be shown, if the rest may be. */
  secretsIn?(value: string): readonly string[];
}

/** Accepts any text that is not empty; `expects` may say more. */
export const text = (expects = "a text"): Kind<string> => ({ expects, read: (given) => given });

const NOT_IN_A_KEY = /[^\u0021-\u007E]/gu;

/**
 * Accepts a key or token, which is sent in a header verbatim: visible ASCII characters. The fault
 * names a copied quote, a line break or a space, and nothing else of the key.
 */
export const key = (expects: string): Kind<string> => ({
  expects,
  read: (given) => (given.search(NOT_IN_A_KEY) === -1 ? given : undefined),
  complaint: (given) => {
    const strays = [...new Set(given.match(NOT_IN_A_KEY))].map(nameCharacter);
    return `contains ${strays.join(" ")}: copy it again, without quotes, spaces or line breaks`;
  },
});

function nameCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  if (character === "\n" || character === "\r") return "a line break";
  if (character === " ") return "a space";
  return /[\p{C}\p{Z}]/u.test(character) ? `U+${code}` : character;
}

export const matching = (
  expects: string,
  rule: RegExp | ((given: string) => boolean),
): Kind<string> => ({
  expects,
  read: (given) => {
    const fits = typeof rule === "function" ? rule(given) : rule.test(given);
    return fits ? given : undefined;
  },
});

/** Accepts one of these words, in any case. */
export const oneOf = <const T extends string>(...words: readonly T[]): Kind<T> => ({
  expects: words.join(" or "),
  choices: words,
  read: (given) => words.find((word) => word === given.toLowerCase()),
});

/** Accepts a boolean in the spellings of pydantic, YAML and shells. */
export const flag: Kind<boolean> = {
  expects: "true or false",
  choices: ["true", "false"],
  read: (given) => {
    if (/^(true|1|yes|on)$/i.test(given)) return true;
    return /^(false|0|no|off)$/i.test(given) ? false : undefined;
  },
};

export const wholeNumber = (min: number, max: number): Kind<number> => ({
  expects: `a whole number from ${min} to ${max}`,
  read: (given) => {
    const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  },
});

/** Accepts an amount of money, kept in whole nano-dollars. */
export const dollars: Kind<bigint> = {
  expects: "an amount of US dollars from 0 to 999999999, such as 5 or 0.50",
  read: (given) => readDollars(given) ?? undefined,
};

/** Accepts an origin as browsers write it: a trailing slash is dropped, a path is refused. */
export const origin: Kind<string> = {
  expects: "an origin such as https://bot.example.org, without path",
  read: (given) => {
    const url = httpUrl(given);
    return url !== undefined && url.pathname === "/" ? url.origin : undefined;
  },
  found: withoutCredentials,
};

/** Accepts the base URL of an API; its path is kept, a trailing slash is dropped. */
export const baseUrl: Kind<string> = {
  expects: "an address such as http://localhost:11434/v1",
  read: (given) => {
    const url = httpUrl(given);
    return url === undefined ? undefined : url.origin + url.pathname.replace(/\/+$/, "");
  },
  found: withoutCredentials,
};

/** Accepts every URL that `parseDatabaseUrl` can parse; the fault is that function's own. */
export const databaseUrl: Kind<string> = {
  expects: "the URL of a database",
  read: (given) => {
    parseDatabaseUrl(given);
    return given;
  },
  secretsIn: passwordsIn,
};

/** Accepts a user's phone number or username id, and puts the scheme in front. */
export const userAddress: Kind<string> = {
  expects: "a number such as +14155238886 or a username id such as US.13491208655302741918",
  read: (given) => readUserAddress(given) ?? undefined,
};

/** Accepts entries with commas between them, each once. */
export const listOf = <T>(kind: Kind<T>): Kind<readonly T[]> => ({
  expects: `a comma-separated list, each entry ${kind.expects}`,
  read: (given) => {
    const values = entries(given).map((entry) => kind.read(entry));
    if (!values.every((value) => value !== undefined)) return undefined;
    return Object.freeze([...new Set(values)]);
  },
  found: (given) => {
    const position = entries(given).findIndex((entry) => kind.read(entry) === undefined);
    return `wrong in entry ${position + 1}`;
  },
});

/**
 * Accepts the content beside text that a model can read; `none` is a word of its own, since an
 * empty value is unset.
 */
export const capabilities: Kind<{ readonly vision: boolean; readonly files: boolean }> = {
  expects: "vision, files, vision,files or none",
  read: (given) => {
    const words = listOf(oneOf("vision", "files", "none")).read(given);
    if (words === undefined || (words.includes("none") && words.length > 1)) return undefined;
    return Object.freeze({ vision: words.includes("vision"), files: words.includes("files") });
  },
};

function entries(given: string): string[] {
  return given
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function httpUrl(given: string): URL | undefined {
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  const hasMore = url.username + url.password + url.search + url.hash !== "" || /[?#]$/.test(given);
  return hasMore ? undefined : url;
}

function withoutCredentials(given: string): string {
  return JSON.stringify(given.replace(/\/\/[^/]*@/, "//***@").replace(/[?#].+$/s, "?…"));
}
