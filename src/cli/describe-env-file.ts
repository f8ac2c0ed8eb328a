import { environment } from "../config.ts";
import { describeStrayLines, describeUnknown } from "../config/unknown-settings.ts";
import type { EnvFile } from "./read-env-file.ts";

/** Describes what stands in .env, or in the environment, and is probably not meant: a sentence each. */
export function describeEnvFile({ text, values }: EnvFile): string[] {
  return [...describeStrayLines(text ?? ""), ...describeUnknown(values, environment())];
}
