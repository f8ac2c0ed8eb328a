import type { Environment } from "../config.ts";

/** Shows an address in the person's browser when there is a desktop; says nothing when that fails. */
export function openBrowser(url: string, env: Environment): void {
  const command = browserCommand(env);
  if (command === null) return;
  try {
    Bun.spawn([...command, url], { stdin: "ignore", stdout: "ignore", stderr: "ignore" }).unref();
  } catch {
    // The address stands on the terminal.
  }
}

/** Returns the command that opens an address; null if there is no desktop. */
export function browserCommand(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): string[] | null {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["explorer"];
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["xdg-open"] : null;
}
