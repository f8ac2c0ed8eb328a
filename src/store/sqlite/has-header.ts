import { closeSync, openSync, readSync } from "node:fs";

const HEADER = "SQLite format 3\0";

/**
 * Returns whether a file begins like a SQLite database. Must not be called while this process has
 * the file open: closing a second handle releases the locks on it.
 */
export function hasHeader(path: string): boolean {
  const start = Buffer.alloc(HEADER.length);
  const file = openSync(path, "r");
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return start.toString("latin1") === HEADER;
}
