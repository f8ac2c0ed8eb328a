import { environment } from "../config.ts";
import { describeLines } from "../config/env-lines.ts";
import { describeUnknown } from "../config/unknown-settings.ts";
import type { EnvFile } from "./read-env-file.ts";

/**
 * Returns one sentence for each entry of .env, or of the environment, that is probably not
 * intended.
 */
export function describeEnvFile({ text, values }: EnvFile): string[] {
  return [...describeLines(text ?? ""), ...describeUnknown(values, environment())];
}
