import type { Database } from "bun:sqlite";
import { TransientError } from "../../core/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import { anotherInstance, fileId, type InstanceLock } from "./instance-lock.ts";
import { PRESENCE_MS, readPresence, removePresence, writePresence } from "./presence.ts";
import {
  diagnose,
  errorOf,
  lookAt,
  probe,
  sentence,
  type StorageFault,
  type StorageFaultKind,
} from "./storage-fault.ts";

/** The files of a database in use. */
const FILES = ["", "-wal", "-shm"] as const;

/**
 * `moved`: a file was removed or renamed while in use; `taken-over`: another server uses the
 * database.
 */
type WatchedKind = StorageFaultKind | "moved" | "taken-over";

export interface StorageWatch {
  /** Returns the present fault of the storage, or null if there is none. */
  fault(): StorageFault<WatchedKind> | null;
  /** Resolves if another server has taken over the database: this one must end. */
  readonly lost: Promise<TransientError>;
  /**
   * Returns the error with which every write is refused, because its result could not be found
   * again; null if writes are accepted.
   */
  refusal(): TransientError | null;
  /** Translates the failure of a write and remembers what it says about the storage. */
  explain(cause: unknown): unknown;
  /** Ends the watch, and removes this server's name from the database. */
  stop(): void;
}

/**
 * Checks four times a second whether the files of an open database are still the ones that it was
 * opened with, and whether this server is still the only one; and, after a failed write, whether
 * the disk accepts writes again. Each change is logged once.
 */
export function watchStorage(deps: {
  readonly database: Database;
  readonly path: string;
  readonly lock: InstanceLock;
  readonly clock: Pick<Clock, "after">;
  readonly log?: Logger | undefined;
}): StorageWatch {
  const { database, path, lock, clock, log } = deps;
  writePresence(database, lock.holder);
  const opened = FILES.map((end) => ({ file: path + end, id: fileId(path + end) }));
  const lost = Promise.withResolvers<TransientError>();
  let fault: StorageFault<WatchedKind> | null = null;
  let hasObjected = false;
  let cancel = clock.after(PRESENCE_MS, look);

  function look(): void {
    cancel = clock.after(PRESENCE_MS, look);
    let moved: StorageFault<WatchedKind> | null = null;
    try {
      moved = findMoved();
      // A server at the new place of moved files must be answered too.
      settle(findTakenOver() ?? moved ?? stillFailing());
    } catch (cause) {
      // A lock of another program, or a failing disk: the writes report it.
      if (moved === null) explain(cause);
      else settle(moved);
    }
  }

  function findMoved(): StorageFault<WatchedKind> | null {
    const moved = opened.find(({ file, id }) => id !== null && fileId(file) !== id);
    if (moved === undefined) return null;
    return {
      kind: "moved",
      says: `${moved.file} was moved or deleted while the server runs: nothing is accepted or sent until it is back`,
      fix: `Move it back. If it is deleted, stop the server: it writes its contents to ${path}.rescued-…, for whatsapp-ai-bot restore`,
    };
  }

  /**
   * Detects a second server. Two can run if the lock's file is deleted, or one of them was
   * suspended.
   */
  function findTakenOver(): StorageFault<WatchedKind> | null {
    const state = lock.check();
    if (state === "renewed") log?.warn("lock file recreated", { file: `${path}.lock` });
    if (state !== "taken") hasObjected = false;
    const named = readPresence(database);
    if (named === lock.holder) return fault?.kind === "taken-over" ? fault : null;
    if (state === "taken" && hasObjected) {
      lost.resolve(anotherInstance(path, named ?? ""));
      const says = `Another instance has taken over ${path} while this one did not respond`;
      return {
        kind: "taken-over",
        says,
        fix: "This one ends now: stop the other one if it should not run",
      };
    }
    // A server that has just started ends when it reads our name again.
    writePresence(database, lock.holder);
    hasObjected = true;
    return null;
  }

  function stillFailing(): StorageFault<WatchedKind> | null {
    if (fault === null || fault.kind === "moved") return null;
    if (fault.kind === "damaged" || fault.kind === "taken-over") return fault;
    return lookAt(path) ?? probe(path);
  }

  function settle(found: StorageFault<WatchedKind> | null): void {
    if (found?.kind === fault?.kind) return;
    fault = found;
    if (found === null) log?.info("storage recovered", { path });
    else log?.error("storage failed", { reason: found.kind, problem: sentence(found) });
  }

  function explain(cause: unknown): unknown {
    const found = diagnose(path, cause);
    if (found === null) return cause;
    // A lock passes, and the writer has waited for it.
    if (found.kind !== "locked" && fault?.kind !== "moved") settle(found);
    return new TransientError(errorOf(found).message, { cause, code: `storage-${found.kind}` });
  }

  return {
    fault: () => fault,
    lost: lost.promise,
    refusal: () => {
      if (fault?.kind !== "moved" && fault?.kind !== "taken-over") return null;
      return new TransientError(sentence(fault), { code: `storage-${fault.kind}` });
    },
    explain,
    stop: () => {
      cancel();
      if (fault?.kind !== "moved") removePresence(database, lock.holder);
    },
  };
}
