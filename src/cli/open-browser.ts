import type { Environment } from "../config.ts";

/** Opens an address in the user's browser if there is a desktop; a failure is ignored. */
export function openBrowser(url: string, env: Environment): void {
  const command = browserCommand(env);
  if (command === null) return;
  try {
    Bun.spawn([...command, url], { stdin: "ignore", stdout: "ignore", stderr: "ignore" }).unref();
  } catch {
    // The terminal shows the address.
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
