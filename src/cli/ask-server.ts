import { codeOf } from "../core/local-shortage.ts";
import { readOwnSettings } from "./own-settings.ts";

/** The response to a request, or the reason why none came, with the address that was tried. */
type Asked =
  | { readonly response: Response; readonly url: string }
  | { readonly failure: string; readonly url: string };

/** Sends a request to the server on this machine's configured port. */
export async function askServer(path: string, init: RequestInit): Promise<Asked> {
  const url = serverOrigin() + path;
  try {
    return { response: await fetch(url, init), url };
  } catch (error) {
    return { failure: nameOf(error), url };
  }
}

/** Returns the sentence for a server that did not answer. */
export function explainSilence(url: string, failure: string): string {
  return `${url} does not answer (${failure}): is the bot running, and with this PORT?`;
}

function serverOrigin(): string {
  const { config } = readOwnSettings();
  return `http://${reachable(config.host ?? "0.0.0.0")}:${config.port ?? 8000}`;
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
