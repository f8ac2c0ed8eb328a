import { environment, readSettings } from "../config.ts";
import { readEnvFile } from "./read-env-file.ts";

/** Reads the settings of the environment and ./.env; some may be invalid, and are then missing. */
export const readOwnSettings = () => readSettings(environment(readEnvFile().values));
