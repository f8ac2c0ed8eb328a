import { askServer, explainSilence } from "./ask-server.ts";
import { harmless, say } from "./write-out.ts";

const TIMEOUT_MS = 4_000;

/**
 * Returns whether the server on this machine's configured port is healthy, and prints one line
 * about it.
 */
export async function healthcheck(): Promise<boolean> {
  const asked = await askServer("/health", { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if ("failure" in asked) {
    say(explainSilence(asked.url, asked.failure));
    return false;
  }
  say(harmless((await asked.response.text()).slice(0, 500)));
  return asked.response.ok;
}

/** The state of the server on this machine, as it reports it itself. */
export interface ServerHealth {
  readonly status: string;
  /** The state of the database: `ok`, or what is wrong with it. */
  readonly database: string;
  readonly circuits: Readonly<Record<string, string>>;
  readonly startedAt: number;
}

/** Asks the server on this machine for its state; null if none answers. */
export async function readHealth(): Promise<ServerHealth | null> {
  const asked = await askServer("/health", { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if ("failure" in asked) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field is checked below.
  const body = (await asked.response.json().catch(() => null)) as Partial<
    Record<keyof ServerHealth, unknown>
  > | null;
  const { status, database = "", circuits = {}, startedAt = "" } = body ?? {};
  const began = Date.parse(String(startedAt));
  // Another program may answer on this port.
  if (typeof status !== "string" || typeof database !== "string" || Number.isNaN(began))
    return null;
  const states = Object.entries(Object(circuits)).map(([name, state]) => [name, String(state)]);
  return { status, database, circuits: Object.fromEntries(states), startedAt: began };
}
