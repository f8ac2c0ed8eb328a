import { environment, readSettings } from "../config.ts";
import { codeOf } from "../core/local-shortage.ts";
import { readEnvFile } from "./read-env-file.ts";
import { harmless, say } from "./write-out.ts";

const TIMEOUT_MS = 4_000;

/**
 * Returns whether the server on this machine's configured port is healthy, and prints one line
 * about it.
 */
export async function healthcheck(): Promise<boolean> {
  const { config } = readSettings(environment(readEnvFile().values));
  const url = `http://${reachable(config.host ?? "0.0.0.0")}:${config.port ?? 8000}/health`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = await response.text();
    say(harmless(body.slice(0, 500)));
    return response.ok;
  } catch (error) {
    say(`${url} does not answer (${nameOf(error)}): is the bot running, and with this PORT?`);
    return false;
  }
}

/** Returns the system's code of an error, such as ECONNREFUSED. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return codeOf(error)?.replace("ConnectionRefused", "ECONNREFUSED") ?? error.name;
}

/** Returns the address at which a server that listens on `host` is reached from its own machine. */
export function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "[::]") return "127.0.0.1";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
