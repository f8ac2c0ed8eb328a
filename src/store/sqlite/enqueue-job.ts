import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { ConfigError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import type { NewJob } from "../upkeep.ts";
import { queueJobs } from "./jobs.ts";
import * as schema from "./schema.ts";

/** A command has nothing else to do while it waits for its turn. */
const LOCKED_FOR_MS = 8_000;

/**
 * Asks whoever works on the database at `path`, now or later, for a job: for a process of its own
 * beside the server, which does it within a second. Throws `ConfigError` when there is no database.
 */
export function enqueueJob(
  { path, clock }: { readonly path: string; readonly clock: Pick<Clock, "now"> },
  job: NewJob,
): void {
  if (!existsSync(path)) throw new ConfigError([`There is no database at ${path} yet.`]);
  using database = new Database(path, { readwrite: true, create: false });
  database.run(`PRAGMA busy_timeout = ${LOCKED_FOR_MS}`);
  database.run("PRAGMA synchronous = FULL");
  queueJobs({ orm: drizzle(database, { schema }), now: () => clock.now() }, [job]);
}
