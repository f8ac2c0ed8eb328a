import { LRUCache } from "lru-cache";
import type { Identity } from "../core/message.ts";
import type { Arrivals } from "../store/people.ts";

/** Enough for a busy day; what falls out is primed from the store when it comes back. */
const MAX_PEOPLE = 10_000;
/** Past this many times the limit a message is acknowledged and leaves no trace at all. */
const FLOOD_FACTOR = 3;

/** What a message's time on the messenger's clock and ours may differ by, its way to us included. */
const TRAVEL_MS = 5_000;

type Pace = "free" | "limited" | "flooding";

export interface RateLimit {
  /** How this person stands now, reading their recent past from the store when it is not in memory. */
  check(identity: Identity, now: number): Promise<Pace>;
  /** How this person stood at a moment of the past, by what is stored. */
  checkPast(identity: Identity, at: number): Promise<Pace>;
  /** Counts a stored message; only admitted ones count towards the limit, all of them towards a flood. */
  count(identity: Identity, at: number, isAdmitted: boolean): void;
}

interface Recent {
  /** Moments within the window, oldest first: never more than the limit. */
  admitted: number[];
  /** The same for all messages: never more than the limit times `FLOOD_FACTOR`. */
  all: number[];
}

/**
 * A sliding-window log of `maxMessages` in `windowMs` for each person, bounded in memory by an LRU.
 * Either identity finds the same person.
 */
export function createRateLimit(deps: {
  readonly maxMessages: number;
  readonly windowMs: number;
  readonly maxPeople?: number;
  arrivalsSince(identity: Identity, since: number): Promise<Arrivals>;
}): RateLimit {
  const { maxMessages, windowMs } = deps;
  // For a `max` the package makes room at once, which slows the start; counted as sizes it grows.
  const people = new LRUCache<string, Recent>({
    maxSize: deps.maxPeople ?? MAX_PEOPLE,
    sizeCalculation: () => 1,
  });

  async function find(identity: Identity, now: number): Promise<Recent> {
    const keys = keysOf(identity);
    const known = keys.map((key) => people.get(key)).find((recent) => recent !== undefined);
    const recent = known ?? (await prime(identity, now));
    for (const key of keys) people.set(key, recent);
    return recent;
  }

  async function prime(identity: Identity, now: number): Promise<Recent> {
    const { admitted, refused } = await deps.arrivalsSince(identity, now - windowMs);
    return { admitted: [...admitted], all: [...admitted, ...refused].sort((a, b) => a - b) };
  }

  function paceOf(admitted: number, all: number): Pace {
    if (all >= maxMessages * FLOOD_FACTOR) return "flooding";
    return admitted >= maxMessages ? "limited" : "free";
  }

  return {
    check: async (identity, now) => {
      const recent = await find(identity, now);
      const since = now - windowMs;
      recent.admitted = recent.admitted.filter((at) => at > since).slice(-maxMessages);
      recent.all = recent.all.filter((at) => at > since).slice(-maxMessages * FLOOD_FACTOR);
      return paceOf(recent.admitted.length, recent.all.length);
    },
    checkPast: async (identity, at) => {
      const { admitted, refused } = await deps.arrivalsSince(identity, at - windowMs);
      const before = (times: readonly number[]) =>
        times.filter((time) => time <= at + TRAVEL_MS).length;
      return paceOf(before(admitted), before(admitted) + before(refused));
    },
    count: (identity, at, isAdmitted) => {
      for (const recent of new Set(keysOf(identity).map((key) => people.get(key)))) {
        if (recent === undefined) continue;
        recent.all.push(at);
        if (isAdmitted) recent.admitted.push(at);
      }
    },
  };
}

function keysOf(identity: Identity): string[] {
  return [identity.externalUserId, identity.phoneNumber].filter((key) => key !== null);
}
