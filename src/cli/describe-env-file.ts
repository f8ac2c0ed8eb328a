import { environment } from "../config.ts";
import { describeLines } from "../config/env-lines.ts";
import { describeUnknown } from "../config/unknown-settings.ts";
import type { EnvFile } from "./read-env-file.ts";

/** Describes what stands in .env, or in the environment, and is probably not meant: a sentence each. */
export function describeEnvFile({ text, values }: EnvFile): string[] {
  return [...describeLines(text ?? ""), ...describeUnknown(values, environment())];
}
