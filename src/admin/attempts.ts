import { LRUCache } from "lru-cache";

const WINDOW_MS = 60_000;
const MAX_FAILURES = 10;
const MAX_CLIENTS = 1_000;

/** Counts the failed attempts to enter, by client. */
export interface Attempts {
  /** Returns true if a client failed too often within the last minute. */
  isExhausted(client: string): boolean;
  fail(client: string): void;
}

/** Allows each client ten failures a minute; remembers a bounded number of clients. */
export function createAttempts(clock: { now(): number }): Attempts {
  const failures = new LRUCache<string, number[]>({ max: MAX_CLIENTS });
  const recent = (client: string) =>
    (failures.get(client) ?? []).filter((at) => at > clock.now() - WINDOW_MS);
  return {
    isExhausted: (client) => recent(client).length >= MAX_FAILURES,
    fail: (client) => {
      failures.set(client, [...recent(client), clock.now()].slice(-MAX_FAILURES));
    },
  };
}

/**
 * Names the client of a request. Behind a proxy that is the address that the proxy appended, so that
 * one client does not use up the attempts of all.
 */
export function clientOf({ headers }: Request, peer: string | null): string {
  const forwarded = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return `${peer ?? ""} ${forwarded}`.slice(0, 200);
}
