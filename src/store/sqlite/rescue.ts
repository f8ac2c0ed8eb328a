import type { Database } from "bun:sqlite";
import type { Logger } from "../../core/ports.ts";

/**
 * Writes the contents of an open database whose files were removed to a new file beside their path.
 */
export function rescue(
  database: Database,
  path: string,
  now: number,
  log: Logger | undefined,
): void {
  const file = `${path}.rescued-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  try {
    database.run("VACUUM INTO ?", [file]);
    log?.warn("database rescued", {
      file,
      restore: `whatsapp-ai-bot restore ${file}`,
    });
  } catch (error) {
    log?.error("database could not be rescued", { file, error });
  }
}
