import { readFileSync } from "node:fs";
import { type Environment, environment } from "../config.ts";
import { describeLines } from "../config/env-lines.ts";
import { describeUnknown } from "../config/unknown-settings.ts";
import { variablesIn } from "../core/expand-variables.ts";
import type { EnvFile } from "./read-env-file.ts";

/**
 * Returns one sentence for each entry of .env, or of the environment, that is probably not
 * intended.
 */
export function describeEnvFile({ text, values }: EnvFile): string[] {
  const used = variablesOfMcp(environment(values)["MCP_SERVERS"]?.trim());
  const others = (all: Environment): Environment =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !used.includes(name)));
  return [...describeLines(text ?? ""), ...describeUnknown(others(values), others(environment()))];
}

/** Returns the names that the file of MCP servers refers to; a file with faults has its own. */
function variablesOfMcp(file: string | undefined): readonly string[] {
  if (file === undefined || file === "") return [];
  try {
    return variablesIn(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}
