import { lstatSync, mkdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import { finishRestore, refuseEmptyStart, sizeOf } from "./finish-restore.ts";
import { type InstanceLock, lockInstance } from "./instance-lock.ts";
import { refuseLivingInstance } from "./presence.ts";
import { lookAt, errorOf, storageError } from "./storage-fault.ts";

export interface Acquired {
  /** The path of the file after all links are resolved. */
  readonly path: string;
  readonly lock: InstanceLock;
}

/**
 * Makes this process the only one that uses the database at `path`, finishes or undoes an
 * interrupted restore, and refuses to create an empty database where one existed before. Throws
 * `TransientError` if waiting helps, `ConfigError` if the owner must act.
 */
export function acquireDatabase(
  path: string,
  options: {
    readonly now: number;
    /** True if the database is about to be replaced, so that it need not exist. */
    readonly isReplaced?: boolean;
    /** Called with a sentence about an interrupted restore. */
    readonly onNotice?: ((text: string) => void) | undefined;
  },
): Acquired {
  const found = locateDatabase(path);
  let lock: InstanceLock | null = null;
  try {
    lock = lockInstance(found);
    const notice = finishRestore(found, options.now);
    if (notice !== null) options.onNotice?.(notice);
    // An interrupted restore gave it a second name.
    refuseSecondName(found);
    if (options.isReplaced !== true) refuseEmptyStart(found);
    if (sizeOf(found) > 0) refuseAnother(found, lock);
    return { path: found, lock };
  } catch (cause) {
    lock?.release();
    throw storageError(found, cause);
  }
}

/** Resolves the links in `path`, also if the file at its end does not exist yet. */
export function realPath(path: string): string {
  const absolute = resolve(path);
  if (lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    const target = resolve(dirname(realParent(absolute)), readlinkSync(absolute));
    return realPath(target);
  }
  return realParent(absolute);
}

function realParent(path: string): string {
  return join(realpathSync(dirname(path)), basename(path));
}

/** Makes the folder of a database and returns its real path. Throws like `acquireDatabase`. */
export function locateDatabase(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const found = realPath(path);
    const fault = lookAt(found);
    if (fault !== null) throw errorOf(fault);
    return found;
  } catch (cause) {
    throw storageError(path, cause);
  }
}

/**
 * Throws for a file with two names. It would have two logs of changes, which SQLite would mix up.
 */
function refuseSecondName(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.nlink < 2) return;
  throw new ConfigError([
    `${path} has a second name (a hard link), under which another server could work on it unseen. Remove the other name (find it with: find / -xdev -samefile ${path}), or copy the file: cp ${path} ${path}.copy && mv ${path}.copy ${path}.`,
  ]);
}

function refuseAnother(path: string, lock: InstanceLock): void {
  try {
    refuseLivingInstance(path, lock);
  } catch (cause) {
    // Faults of the file itself are reported when it is opened.
    if (cause instanceof Error && cause.name === "SQLiteError") return;
    throw cause;
  }
}
