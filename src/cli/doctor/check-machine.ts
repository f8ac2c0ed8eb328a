import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Config } from "../../config.ts";
import { parseDatabaseUrl } from "../../core/database-url.ts";
import { formatBytes, formatSpan } from "../format-figures.ts";
import { fault, type Finding, ok, skipped, warning } from "./finding.ts";

const LEAST_FREE_BYTES = 100 * 2 ** 20;
const FEW_FREE_BYTES = 2 ** 30;
/** Twilio's dates have whole seconds, and an answer takes its time. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Whether there is room to write. */
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

/** Whether this machine's clock agrees with Twilio's; null is when Twilio did not tell. */
export function checkClock(offsetMs: number | null): Finding {
  if (offsetMs === null) return skipped("Twilio, whose clock it is held against, did not answer");
  if (Math.abs(offsetMs) <= CLOCK_TOLERANCE_MS) return ok("agrees with Twilio's");
  const direction = offsetMs > 0 ? "behind" : "ahead of";
  return warning(
    `${formatSpan(Math.abs(offsetMs))} ${direction} Twilio's`,
    "switch time synchronisation on: timedatectl set-ntp true",
  );
}

/** The folder that a file is in, or will be made in. */
function nearestFolder(path: string): string {
  let folder = dirname(resolve(path));
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
