import { LRUCache } from "lru-cache";
import type { Identity } from "../core/message.ts";
import { addressesOf, canonicalAddress } from "../core/user-address.ts";
import type { Arrivals } from "../store/people.ts";

/** Enough for a busy day; the store tells again of whom falls out. */
const MAX_USERS = 10_000;
/** Past this many times the limit a message is acknowledged and leaves no trace at all. */
const FLOOD_FACTOR = 3;
/** The messenger's clock and ours may differ by this, a message's way to us included. */
const TRAVEL_MS = 5_000;

type Pace = "free" | "limited" | "flooding";

export interface RateLimit {
  /** Whether this user is known to flood: then the store need not be asked. */
  isFlooding(identity: Identity, now: number): boolean;
  /** How a user stands of whom the store tells what came when, in milliseconds ago. */
  paceOf(arrivals: Arrivals): Pace;
  /** Keeps what the store told at `now`. */
  learn(identity: Identity, arrivals: Arrivals, now: number): void;
  /** Counts a stored message. */
  count(identity: Identity, at: number): void;
}

/**
 * Limits each user to `maxMessages` in any `windowMs`. The rows of the store are what counts, in the
 * transaction that stores a message; in front of it an LRU, bounded in memory, remembers whom it was
 * told of, and keeps a flood away from the database. Either identity finds the same user.
 */
export function createRateLimit(deps: {
  readonly maxMessages: number;
  readonly windowMs: number;
  readonly maxUsers?: number;
}): RateLimit {
  const { maxMessages, windowMs } = deps;
  const floodAt = maxMessages * FLOOD_FACTOR;
  // For a `max` the package makes room at once, which slows the start; counted as sizes it grows.
  /** When the last messages of a user came, oldest first: never more than make a flood. */
  const recent = new LRUCache<string, number[]>({
    maxSize: deps.maxUsers ?? MAX_USERS,
    sizeCalculation: () => 1,
  });

  return {
    isFlooding: (identity, now) => {
      return keysOf(identity).some((key) => {
        const arrived = recent.get(key) ?? [];
        return arrived.filter((at) => at > now - windowMs).length >= floodAt;
      });
    },
    paceOf: ({ admitted, refused }) => {
      const before = (ages: readonly number[]) =>
        ages.filter((ageMs) => ageMs >= -TRAVEL_MS && ageMs < windowMs).length;
      if (before(admitted) + before(refused) >= floodAt) return "flooding";
      return before(admitted) >= maxMessages ? "limited" : "free";
    },
    learn: (identity, { admitted, refused }, now) => {
      const arrived = [...admitted, ...refused].map((ageMs) => now - ageMs).sort((a, b) => a - b);
      for (const key of keysOf(identity)) recent.set(key, arrived);
    },
    count: (identity, at) => {
      for (const arrived of new Set(keysOf(identity).map((key) => recent.get(key)))) {
        arrived?.push(at);
        if (arrived !== undefined && arrived.length > floodAt) arrived.shift();
      }
    },
  };
}

function keysOf(identity: Identity): string[] {
  return addressesOf(identity).map(canonicalAddress);
}
