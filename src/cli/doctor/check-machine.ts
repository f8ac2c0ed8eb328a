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
  const { bavail, bsize } = statfsSync(isMemory ? "." : nearestFolder(path));
  const free = bavail * bsize;
  const says = `${formatBytes(free)} free where the database is`;
  if (free < LEAST_FREE_BYTES) return fault(says, "make room: without it messages are refused");
  return free < FEW_FREE_BYTES ? warning(says, "make room before it is used up") : ok(says);
}

/** Returns the nearest existing folder above a file. */
function nearestFolder(path: string): string {
  let folder = dirname(resolve(path));
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
