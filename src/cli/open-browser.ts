import type { Environment } from "../config.ts";

/** Opens an address in the user's browser if there is a desktop; a failure is ignored. */
export function openBrowser(url: string, env: Environment): void {
  const command = opener(env);
  if (command === null) return;
  try {
    Bun.spawn([...command, url], { stdin: "ignore", stdout: "ignore", stderr: "ignore" }).unref();
  } catch {
    // The terminal shows the address.
  }
}

function opener(env: Environment): string[] | null {
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["explorer"];
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["xdg-open"] : null;
}
