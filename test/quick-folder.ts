import { existsSync, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";

/**
 * A new folder in which a commit costs nothing, because memory passes for a disk where the machine
 * lets it and has `bytes` left for it. A process that dies loses nothing there; only the machine
 * would.
 */
export function quickFolder(prefix: string, bytes = 0): string {
  return mkdtempSync(join(hasRoom(bytes) ? MEMORY : tmpdir(), prefix));
}

/** Returns false in most containers, which get 64 MB. */
function hasRoom(bytes: number): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= bytes;
}
