import { ConfigError } from "./errors.ts";

/** Reads the file that a setting names. Throws `ConfigError`. */
export async function readSettingFile(setting: string, file: string): Promise<string> {
  try {
    return await Bun.file(file).text();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it cannot be read";
    throw new ConfigError([`${setting} cannot be read (${why}): name a file that can`], { cause });
  }
}
