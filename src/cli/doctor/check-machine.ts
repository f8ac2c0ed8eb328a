import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Config } from "../../config.ts";
import { parseDatabaseUrl } from "../../core/database-url.ts";
import { formatBytes } from "../format-figures.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";

const LEAST_FREE_BYTES = 100 * 2 ** 20;
const FEW_FREE_BYTES = 2 ** 30;

/** Checks that there is free space on the disk. */
export function checkDisk({ databaseUrl }: Partial<Config>): Finding {
  if (databaseUrl === undefined) return skipped("DATABASE_URL cannot be read");
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "postgres") return skipped("the database is on PostgreSQL's disk");
  const { path, isMemory } = location;
  const folder = isMemory ? "." : nearestFolder(path);
  if (folder === null) return skipped(`there is no drive for ${path}`);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const says = `${formatBytes(free)} free where the database is`;
  if (free < LEAST_FREE_BYTES) return fault(says, "make room: without it messages are refused");
  return free < FEW_FREE_BYTES ? warning(says, "make room before it is used up") : ok(says);
}

/** The folder that a file is in, or will be made in; null if not even its drive is there. */
function nearestFolder(path: string): string | null {
  let folder = dirname(resolve(path));
  while (!existsSync(folder)) {
    if (dirname(folder) === folder) return null;
    folder = dirname(folder);
  }
  return folder;
}
