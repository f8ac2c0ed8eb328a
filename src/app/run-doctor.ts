import type { CheckResult } from "../admin/wire.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { runOwnProgram } from "./own-program.ts";

const TIMEOUT_MS = 3 * 60_000;
const IN_MEMORY =
  "This bot was started to try it out, with a database in memory. `whatsapp-ai-bot setup` makes one with settings that can be checked.";

/** Runs `doctor` as the command line does. Throws an `Error` with a sentence. */
export async function runDoctor(databaseUrl: string): Promise<readonly CheckResult[]> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "sqlite" && location.isMemory) throw new Error(IN_MEMORY);
  const { output, errors } = await runOwnProgram(["doctor", "--json"], {
    databaseUrl,
    timeoutMs: TIMEOUT_MS,
  });
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(errors.trim() || "The checks were not finished within three minutes.");
  }
}
