import { ConfigError } from "./errors.ts";

export interface DatabaseLocation {
  readonly dialect: "sqlite";
  /** As the URL gives it: a relative one starts at the working folder. `:memory:` when `isMemory`. */
  readonly path: string;
  readonly isMemory: boolean;
}

const FORMS = "use sqlite:///./data/whatsapp_bot.db, sqlite:////absolute/path.db or a plain path";

/**
 * Reads DATABASE_URL as SQLAlchemy's users know it: three slashes and a relative path, four and an
 * absolute one; a plain path and a `file:` URL work too. Throws `ConfigError`, whose text never
 * repeats the URL: it may hold a password.
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  // One letter before a colon is a Windows drive, not a scheme.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return at(url);
    case "sqlite":
      return at(afterSlashes(url));
    case "file":
      return at(fromFileUrl(url));
    case "postgres":
    case "postgresql":
      throw new ConfigError([
        `DATABASE_URL asks for PostgreSQL, which is not supported yet: ${FORMS}`,
      ]);
    default:
      throw new ConfigError([`DATABASE_URL has the unknown scheme "${scheme}:": ${FORMS}`]);
  }
}

function at(path: string): DatabaseLocation {
  if (path === "" || path.endsWith("/")) {
    throw new ConfigError([`DATABASE_URL names no file: ${FORMS}`]);
  }
  return { dialect: "sqlite", path, isMemory: path === ":memory:" };
}

function afterSlashes(url: string): string {
  const path = /^sqlite:\/\/\/([^?#]*)$/i.exec(url)?.[1];
  if (path === undefined) {
    throw new ConfigError([`DATABASE_URL is not a sqlite URL that we understand: ${FORMS}`]);
  }
  return path;
}

function fromFileUrl(url: string): string {
  const path = /^file:(?:\/\/(?=\/))?([^?#]*)$/i.exec(url)?.[1];
  if (path === undefined || path.startsWith("//")) {
    throw new ConfigError([`DATABASE_URL is not a file: URL without host and options: ${FORMS}`]);
  }
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new ConfigError([`DATABASE_URL has a broken %-escape: ${FORMS}`], { cause });
  }
}
