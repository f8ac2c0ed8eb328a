import type { Database } from "bun:sqlite";
import type { Logger } from "../../core/ports.ts";

/** Writes what an open database holds, whose files were taken away, to a new file beside its place. */
export function rescue(
  database: Database,
  path: string,
  now: number,
  log: Logger | undefined,
): void {
  const file = `${path}.rescued-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  try {
    database.run("VACUUM INTO ?", [file]);
    log?.warn("rescued what the database held", {
      file,
      restore: `whatsapp-ai-bot restore ${file}`,
    });
  } catch (error) {
    log?.error("database could not be rescued", { file, error });
  }
}
