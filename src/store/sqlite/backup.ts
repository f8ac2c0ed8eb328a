import { Database } from "bun:sqlite";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError, TransientError } from "../../core/errors.ts";
import { codeOf } from "../../core/local-shortage.ts";
import type { Totals } from "../totals.ts";
import { syncToDisk } from "./finish-restore.ts";
import { quickCheck } from "./quick-check.ts";
import { diagnose, storageError } from "./storage-fault.ts";
import { totals } from "./totals.ts";

/**
 * Writes a consistent copy of an open database to a new file that only its owner may read. The file
 * appears whole or not at all, after it was read again from end to end. Returns its totals. Throws
 * `ConfigError`.
 */
export function copyDatabase(database: Database, file: string): Totals {
  const partial = `${file}.partial`;
  try {
    if (existsSync(file)) {
      throw new ConfigError([`${file} exists already: name a new file, or move that one away.`]);
    }
    rmSync(partial, { force: true });
    mkdirSync(dirname(file), { recursive: true });
    // Private before the first byte: VACUUM INTO accepts an empty file.
    closeSync(openSync(partial, "wx", 0o600));
    database.run("VACUUM INTO ?", [partial]);
    const held = readThrough(partial);
    syncToDisk(partial);
    renameSync(partial, file);
    syncToDisk(dirname(file));
    return held;
  } catch (cause) {
    throw notWritten(database.filename, file, cause);
  } finally {
    removePartial(partial);
  }
}

// Damage and locks are about the database; errors of the disk are about the target.
function notWritten(path: string, file: string, cause: unknown): unknown {
  if (cause instanceof ConfigError || cause instanceof TransientError) return cause;
  const kind = diagnose(file, cause)?.kind;
  if (kind === "damaged" || kind === "locked") return storageError(path, cause);
  if (kind === "full" || kind === "failing") return storageError(file, cause);
  if (kind !== undefined) {
    return new ConfigError(
      [`${file} cannot be written (${codeOf(cause) ?? kind}): name a file in a folder of yours.`],
      { cause },
    );
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ConfigError([`${file} could not be written: ${why}`], { cause });
}

function removePartial(partial: string): void {
  try {
    rmSync(partial, { force: true });
  } catch {
    // If nothing could be created there is nothing to remove.
  }
}

function readThrough(file: string): Totals {
  using copy = new Database(file, { readonly: true });
  const finding = quickCheck(copy);
  if (finding !== null) throw new ConfigError([`The copy is damaged: ${finding}`]);
  return totals(copy);
}
