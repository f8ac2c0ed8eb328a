import type { Environment } from "../config.ts";

/** Shows an address in the person's browser when there is a desktop; says nothing when that fails. */
export function openBrowser(url: string, env: Environment): void {
  const command = opener(env);
  if (command === null) return;
  try {
    Bun.spawn([...command, url], { stdin: "ignore", stdout: "ignore", stderr: "ignore" }).unref();
  } catch {
    // The address stands on the terminal.
  }
}

function opener(env: Environment): string[] | null {
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["explorer"];
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? ["xdg-open"] : null;
}
