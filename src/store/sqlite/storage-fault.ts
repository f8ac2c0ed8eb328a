import { SQLiteError } from "bun:sqlite";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ConfigError, TransientError } from "../../core/errors.ts";

/** Waiting helps with the first three; only the owner can act on the others. */
export type StorageFaultKind =
  | "full"
  | "locked"
  | "failing"
  | "read-only"
  | "forbidden"
  | "misplaced"
  | "damaged";

/** A reason why a database cannot be used, and its fix. */
export interface StorageFault<Kind extends string = StorageFaultKind> {
  readonly kind: Kind;
  /** States the path and what was found. */
  readonly says: string;
  readonly fix: string;
}

/** The suffixes of the files that SQLite keeps for a database, and of the lock. */
const COMPANIONS = ["", "-wal", "-shm", ".lock"];
/** More than the start of a database needs: SQLite's shared index alone asks for 32 KiB. */
const PROBE_BYTES = 128 * 1024;
const { R_OK, W_OK, X_OK } = constants;

/**
 * Returns the reason why `path` could not be used, or null if `cause` says nothing about the
 * storage. SQLite's own codes are vague ("unable to open database file"), so the file system is
 * examined too.
 */
export function diagnose(path: string, cause: unknown): StorageFault | null {
  const code = codeOf(cause);
  if (code === null) return null;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) return locked(path);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return damaged(path, message);
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return full(path);
  if (!/^(SQLITE_(IOERR|CANTOPEN|READONLY|PERM)|E[A-Z]+$)/.test(code)) return null;
  return lookAt(path) ?? probe(path) ?? fromCode(path, code) ?? failing(path, message);
}

/**
 * Returns the error for the end of a command that could not use `path`: `TransientError` if waiting
 * helps, `ConfigError` if the owner must act, and `cause` itself if it says nothing about storage.
 */
export function storageError(path: string, cause: unknown): unknown {
  const fault = diagnose(path, cause);
  return fault === null ? cause : errorOf(fault, cause);
}

/** Returns the error for a fault: the same distinction as `storageError`. */
export function errorOf(fault: StorageFault, cause?: unknown): TransientError | ConfigError {
  const facts = { cause, code: `storage-${fault.kind}` };
  const text = sentence(fault);
  const isPassing = fault.kind === "full" || fault.kind === "locked" || fault.kind === "failing";
  return isPassing ? new TransientError(text, facts) : new ConfigError([text], facts);
}

/** Returns the whole sentence: the fault and its fix. */
export function sentence({ says, fix }: StorageFault<string>): string {
  return `${says}. ${fix}.`;
}

/** Returns what the file system forbids at `path`, without changing anything. */
export function lookAt(path: string): StorageFault | null {
  try {
    const folder = nearestFolder(dirname(path));
    if (folder === null) return misplaced(`There is no drive for ${path}`);
    if (!folder.stats.isDirectory()) {
      return misplaced(`${folder.path} is a file, so there can be no ${path}`);
    }
    const stats = statOf(path);
    if (stats?.isDirectory() === true) return misplaced(`${path} is a folder`);
    // Opening a pipe waits for its other end.
    if (stats?.isFile() === false) return misplaced(`${path} is a pipe or device`);
    for (const companion of COMPANIONS) {
      const file = path + companion;
      if (existsSync(file)) accessSync(file, R_OK | W_OK);
    }
    // SQLite creates and removes files beside the database.
    accessSync(folder.path, W_OK | X_OK);
    return null;
  } catch (cause) {
    return fromCode(pathOf(cause) ?? path, codeOf(cause) ?? "");
  }
}

/** Returns what prevents writing a file beside `path`; the test file is removed again. */
export function probe(path: string): StorageFault | null {
  const file = `${path}.probe`;
  try {
    const handle = openSync(file, "w", 0o600);
    try {
      // Some file systems report a full disk by a short write.
      if (writeSync(handle, new Uint8Array(PROBE_BYTES)) < PROBE_BYTES) return full(path);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return null;
  } catch (cause) {
    return fromCode(path, codeOf(cause) ?? "");
  } finally {
    try {
      rmSync(file, { force: true });
    } catch {
      // The folder forbids that too, so nothing was created.
    }
  }
}

export function damaged(path: string, finding: string): StorageFault {
  return {
    kind: "damaged",
    says: `The database ${path} is damaged: ${finding}`,
    fix: `Put a backup in its place with: whatsapp-ai-bot restore FILE (the damaged one is kept aside), or recover what can be read with: sqlite3 ${path} .recover`,
  };
}

function fromCode(path: string, code: string): StorageFault | null {
  if (/^(ENOSPC|EDQUOT)$/.test(code)) return full(path);
  if (/^(EROFS|SQLITE_READONLY)/.test(code)) return readOnly(path);
  if (/^(EACCES|EPERM|SQLITE_PERM)/.test(code)) return forbidden(path);
  if (/^(ENOTDIR|EISDIR|EEXIST|ELOOP|ENAMETOOLONG|ENOENT)$/.test(code)) {
    return misplaced(`${path} cannot be a file (${code})`);
  }
  return null;
}

function full(path: string): StorageFault {
  return {
    kind: "full",
    says: `The disk is full: nothing more can be written to ${path}`,
    fix: `Make room in ${dirname(path)} (or raise the user's quota): nothing that was stored is lost`,
  };
}

function locked(path: string): StorageFault {
  return {
    kind: "locked",
    says: `The database ${path} is locked by another program`,
    fix: "Close it (a copy tool, a browser for SQLite) and try again",
  };
}

function failing(path: string, message: string): StorageFault {
  return {
    kind: "failing",
    says: `The disk fails to read or write ${path}: ${message}`,
    fix: "Look into the machine's own log (dmesg) and keep a backup elsewhere",
  };
}

function readOnly(path: string): StorageFault {
  return {
    kind: "read-only",
    says: `The file system of ${path} is read-only`,
    fix: "Mount it writable, or set DATABASE_URL to a file elsewhere",
  };
}

function forbidden(path: string): StorageFault {
  const place = parentsOf(path).find((folder) => !canEnter(folder)) ?? path;
  return refusal(place, process.getuid?.());
}

/** Returns the fault of a place that this user may not use; Windows gives users no number. */
export function refusal(place: string, uid: number | undefined): StorageFault {
  const user = uid === undefined ? "this user" : `this user (uid ${uid})`;
  const how = uid === undefined ? "Properties → Security" : `chown ${uid} ${place}`;
  return {
    kind: "forbidden",
    says: `${place} cannot be read and written by ${user}`,
    fix: `Give it to the user that runs the bot (${how}), or set DATABASE_URL to a file elsewhere`,
  };
}

/** Returns the folders on the way to a file, from the root. */
function parentsOf(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [...parentsOf(folder), folder];
}

function canEnter(folder: string): boolean {
  try {
    accessSync(folder, X_OK);
    return true;
  } catch (cause) {
    return codeOf(cause) !== "EACCES";
  }
}

function misplaced(says: string): StorageFault {
  const fix = "Set DATABASE_URL to a file in a folder, such as sqlite:///./data/whatsapp_bot.db";
  return { kind: "misplaced", says, fix };
}

/**
 * Returns the nearest parent that exists, or null if not even its drive does; throws with its path if
 * it cannot be entered.
 */
function nearestFolder(folder: string): { readonly path: string; readonly stats: Stats } | null {
  const stats = statOf(folder);
  if (stats !== null) return { path: folder, stats };
  return dirname(folder) === folder ? null : nearestFolder(dirname(folder));
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw cause;
  }
}

/** Returns the error code of the database or system. */
function codeOf(cause: unknown): string | null {
  if (cause instanceof SQLiteError) return cause.code ?? null;
  if (!(cause instanceof Error) || !("code" in cause)) return null;
  // A system call's own code: Bun's and Node's argument errors have codes too.
  return "syscall" in cause && typeof cause.code === "string" ? cause.code : null;
}

function pathOf(cause: unknown): string | null {
  const path = cause instanceof Error && "path" in cause ? cause.path : null;
  return typeof path === "string" ? path : null;
}
