import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "../config.ts";

/** The settings of ./.env, or none when there is no such file: the executable does not load it by itself. */
export function readEnvFile(path = ".env"): Environment {
  return existsSync(path) ? parseEnv(readFileSync(path, "utf8")) : {};
}
