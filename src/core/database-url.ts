import { ConfigError } from "./errors.ts";

export type DatabaseLocation = SqliteLocation | PostgresLocation;

interface SqliteLocation {
  readonly dialect: "sqlite";
  /**
   * The path as written in the URL; a relative path starts at the working directory. `:memory:` if
   * `isMemory`.
   */
  readonly path: string;
  readonly isMemory: boolean;
}

interface PostgresLocation {
  readonly dialect: "postgres";
  /** Contains the password and all parameters: must never be shown. */
  readonly url: string;
}

const FORMS =
  "use sqlite:///./data/whatsapp_bot.db, sqlite:////absolute/path.db, a plain path, or postgresql://user:password@host:5432/database";

/**
 * Parses DATABASE_URL in SQLAlchemy's form: three slashes and a relative path, or four and an
 * absolute one. A plain path and a `file:` URL work too. The driver in `postgresql+psycopg2://` is
 * ignored. Throws `ConfigError`, whose text never repeats the URL, since it may contain a password.
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  // One letter before a colon is a Windows drive, not a scheme.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  switch (scheme?.replace(/\+[a-z0-9]+$/, "")) {
    case undefined:
      return at(url);
    case "sqlite":
      return at(afterSlashes(url));
    case "file":
      return at(fromFileUrl(url));
    case "postgres":
    case "postgresql":
      return onServer(url.replace(/^[^:]+/, "postgres"));
    default:
      throw new ConfigError([`DATABASE_URL has the unknown scheme "${scheme}:": ${FORMS}`]);
  }
}

/** Returns the passwords in a DATABASE_URL, both encoded and decoded: they must never be shown. */
export function passwordsIn(url: string): string[] {
  const parsed = URL.parse(url);
  const found = [parsed?.password, parsed?.searchParams.get("password")];
  return [...new Set(found.flatMap((text) => (text ? [text, decoded(text) ?? text] : [])))];
}

function onServer(url: string): DatabaseLocation {
  const parsed = URL.parse(url);
  if (parsed === null || !url.startsWith("postgres://") || decoded(parsed.href) === null) {
    throw new ConfigError([
      `DATABASE_URL is not a valid postgresql URL (in its password, : / ? # [ ] @ must be written as %3A %2F %3F %23 %5B %5D %40): ${FORMS}`,
    ]);
  }
  if (!/^\/[^/]+$/.test(parsed.pathname)) {
    throw new ConfigError([`DATABASE_URL names no database behind its host: ${FORMS}`]);
  }
  return { dialect: "postgres", url };
}

function at(path: string): DatabaseLocation {
  if (/(^|[\\/])$/.test(path)) {
    throw new ConfigError([`DATABASE_URL names no file: ${FORMS}`]);
  }
  return { dialect: "sqlite", path, isMemory: path === ":memory:" };
}

function afterSlashes(url: string): string {
  const path = /^sqlite:\/\/\/([^?#]*)$/i.exec(url)?.[1];
  if (path === undefined) {
    throw new ConfigError([`DATABASE_URL is not a supported sqlite URL: ${FORMS}`]);
  }
  return path;
}

function fromFileUrl(url: string): string {
  const path = /^file:(?:\/\/(?=\/))?([^?#]*)$/i.exec(url)?.[1];
  if (path === undefined || path.startsWith("//")) {
    throw new ConfigError([`DATABASE_URL is not a file: URL without host and options: ${FORMS}`]);
  }
  const plain = decoded(path);
  if (plain === null) throw new ConfigError([`DATABASE_URL has an invalid %-escape: ${FORMS}`]);
  // file:///C:/bot.db has a slash before its drive.
  return plain.replace(/^\/(?=[a-z]:[\\/])/i, "");
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
