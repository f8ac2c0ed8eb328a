import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Config } from "../../config.ts";
import { parseDatabaseUrl } from "../../core/database-url.ts";
import { ConfigError } from "../../core/errors.ts";
import { inspectDatabase } from "../../store/sqlite/inspect-database.ts";
import { counted, formatBytes, formatSpan } from "../format-figures.ts";
import { fault, type Finding, ok, skipped, warning } from "./finding.ts";

const LEAST_FREE_BYTES = 100 * 2 ** 20;
const FEW_FREE_BYTES = 2 ** 30;
/** Twilio's dates have whole seconds, and an answer takes its time. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Whether the database can be read and written and is whole; a server may be working on it. */
export function checkDatabase({ databaseUrl }: Partial<Config>): Finding {
  if (databaseUrl === undefined) return skipped("DATABASE_URL cannot be read");
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "postgres") return skipped("PostgreSQL is tried by the start itself");
  const { path, isMemory } = location;
  if (isMemory) return warning("it is kept in memory and gone at every stop", "name a file");
  const folder = nearestFolder(path);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return fault(
      `the folder ${folder} cannot be written by this user`,
      `chown it to the user that runs the bot (uid ${process.getuid?.() ?? "?"}), or change DATABASE_URL`,
    );
  }
  if (!existsSync(path)) return ok(`${path} is made at the first start`);
  try {
    const { totals, bytes } = inspectDatabase(path);
    const { messages, people, open, dead } = totals;
    const counts = `${counted(messages, "message")} of ${counted(people, "person", "people")}, ${open} open`;
    if (dead > 0) {
      return warning(
        `${path} is whole: ${counts}, ${dead} given up`,
        "see why in the log, or with whatsapp-ai-bot explain SID; then whatsapp-ai-bot retry SID",
      );
    }
    return ok(`${path} is whole and can be written: ${formatBytes(bytes)}, ${counts}`);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [says = ""] = error.faults;
    return fault(says, "whatsapp-ai-bot restore FILE puts a backup in its place");
  }
}

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

function nearestFolder(path: string): string {
  let folder = dirname(resolve(path));
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
