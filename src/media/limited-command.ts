import { existsSync } from "node:fs";

const SHELL = "/bin/sh";

/**
 * Returns the command that runs `command` under `limits`, lines of `ulimit`. Without a shell, and
 * on Windows, which has no such limits, the command runs without them.
 */
export function limitedCommand(
  command: readonly string[],
  limits: string,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (platform === "win32" || !existsSync(SHELL)) return [...command];
  return [SHELL, "-c", `${limits}; exec "$@"`, SHELL, ...command];
}
