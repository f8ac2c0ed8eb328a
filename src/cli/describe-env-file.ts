import { environment } from "../config.ts";
import { describeStrayLines, describeUnknown } from "../config/unknown-settings.ts";
import type { EnvFile } from "./read-env-file.ts";

/**
 * Returns one sentence for each entry of .env, or of the environment, that is probably not
 * intended.
 */
export function describeEnvFile({ text, values }: EnvFile): string[] {
  return [...describeStrayLines(text ?? ""), ...describeUnknown(values, environment())];
}
