import type { CheckResult } from "../admin/wire.ts";
import { runOwnProgram } from "./own-program.ts";

const TIMEOUT_MS = 3 * 60_000;

/** Runs `doctor` as the command line does. Throws an `Error` with a sentence. */
export async function runDoctor(databaseUrl: string): Promise<readonly CheckResult[]> {
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
