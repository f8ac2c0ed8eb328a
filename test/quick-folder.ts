import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOM = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/**
 * A new folder in which a commit costs nothing, because memory passes for a disk where the machine
 * lets it. A process that dies loses nothing there; only the machine would.
 */
export function quickFolder(prefix: string): string {
  return mkdtempSync(join(ROOM, prefix));
}
