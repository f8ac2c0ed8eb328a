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
  /**
   * How this person stands now, reading their recent past from the store when it is not in memory.
   * Where others receive as well only a flood is certain; everything else is `free` until the store
   * tells.
   */
  check(identity: Identity, now: number): Promise<Pace>;
  /** How this person stood at a moment of the past, by what is stored; `free` where others receive. */
  checkPast(identity: Identity, at: number): Promise<Pace>;
  /** How somebody stands of whom the store tells what came when, in milliseconds ago. */
  paceOf(arrivals: Arrivals): Pace;
  /** Keeps what the store told at `now`: more than is known here, since others receive as well. */
  learn(identity: Identity, arrivals: Arrivals, now: number): void;
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
  /** Whether other processes receive messages of the same people. */
  readonly isShared: boolean;
  arrivalsSince(identity: Identity, since: number): Promise<Arrivals>;
}): RateLimit {
  const { maxMessages, windowMs, isShared } = deps;
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
    if (isShared) return { admitted: [], all: [] };
    const { admitted, refused } = await deps.arrivalsSince(identity, now - windowMs);
    return sorted(admitted, refused);
  }

  function pacing(admitted: number, all: number): Pace {
    if (all >= maxMessages * FLOOD_FACTOR) return "flooding";
    return admitted >= maxMessages ? "limited" : "free";
  }

  return {
    check: async (identity, now) => {
      const recent = await find(identity, now);
      const since = now - windowMs;
      recent.admitted = recent.admitted.filter((at) => at > since).slice(-maxMessages);
      recent.all = recent.all.filter((at) => at > since).slice(-maxMessages * FLOOD_FACTOR);
      const pace = pacing(recent.admitted.length, recent.all.length);
      return isShared && pace === "limited" ? "free" : pace;
    },
    checkPast: async (identity, at) => {
      if (isShared) return "free";
      const { admitted, refused } = await deps.arrivalsSince(identity, at - windowMs);
      const before = (times: readonly number[]) =>
        times.filter((time) => time <= at + TRAVEL_MS).length;
      return pacing(before(admitted), before(admitted) + before(refused));
    },
    paceOf: ({ admitted, refused }) => {
      const before = (ages: readonly number[]) =>
        ages.filter((ageMs) => ageMs >= -TRAVEL_MS && ageMs < windowMs).length;
      return pacing(before(admitted), before(admitted) + before(refused));
    },
    learn: (identity, arrivals, now) => {
      const moments = (ages: readonly number[]) => ages.map((ageMs) => now - ageMs);
      const recent = sorted(moments(arrivals.admitted), moments(arrivals.refused));
      for (const key of keysOf(identity)) people.set(key, recent);
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

function sorted(admitted: readonly number[], refused: readonly number[]): Recent {
  return { admitted: [...admitted], all: [...admitted, ...refused].sort((a, b) => a - b) };
}

function keysOf(identity: Identity): string[] {
  return [identity.externalUserId, identity.phoneNumber].filter((key) => key !== null);
}
