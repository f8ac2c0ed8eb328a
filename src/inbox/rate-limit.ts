import { LRUCache } from "lru-cache";
import type { Identity } from "../core/message.ts";
import { addressesOf, canonicalAddress } from "../core/user-address.ts";
import type { Arrivals } from "../store/users.ts";

/** Enough for a busy day; evicted users are loaded from the store again. */
const MAX_USERS = 10_000;
/** Beyond this multiple of the limit a message is acknowledged and not stored at all. */
const FLOOD_FACTOR = 3;
/**
 * The tolerated difference between the messenger's clock and ours, including the message's travel
 * time.
 */
const TRAVEL_MS = 5_000;

type Pace = "free" | "limited" | "flooding";

export interface RateLimit {
  /** Returns whether this user is known to flood, so that the store need not be asked. */
  isFlooding(identity: Identity, now: number): boolean;
  /** Returns the pace of a user by the stored arrivals, in milliseconds ago. */
  paceOf(arrivals: Arrivals): Pace;
  /** Caches the store's answer at `now`. */
  learn(identity: Identity, arrivals: Arrivals, now: number): void;
  /** Counts a stored message. */
  count(identity: Identity, at: number): void;
}

/**
 * Limits each user to `maxMessages` in any `windowMs`, as `rules` says at that moment. The store's rows are authoritative, in the
 * transaction that stores a message; a bounded LRU cache in front of it keeps a flood away from the
 * database. Both identities find the same user.
 */
export function createRateLimit(
  rules: () => { readonly maxMessages: number; readonly windowMs: number },
  maxUsers = MAX_USERS,
): RateLimit {
  // With `max` the package allocates everything at once, which slows the start; with sizes it
  // grows.
  /** The times of a user's last messages, oldest first: never more than make a flood. */
  const recent = new LRUCache<string, number[]>({
    maxSize: maxUsers,
    sizeCalculation: () => 1,
  });

  return {
    isFlooding: (identity, now) => {
      const { maxMessages, windowMs } = rules();
      return keysOf(identity).some((key) => {
        const arrived = recent.get(key) ?? [];
        return arrived.filter((at) => at > now - windowMs).length >= maxMessages * FLOOD_FACTOR;
      });
    },
    paceOf: ({ admitted, refused }) => {
      const { maxMessages, windowMs } = rules();
      const before = (ages: readonly number[]) =>
        ages.filter((ageMs) => ageMs >= -TRAVEL_MS && ageMs < windowMs).length;
      if (before(admitted) + before(refused) >= maxMessages * FLOOD_FACTOR) return "flooding";
      return before(admitted) >= maxMessages ? "limited" : "free";
    },
    learn: (identity, { admitted, refused }, now) => {
      const arrived = [...admitted, ...refused].map((ageMs) => now - ageMs).sort((a, b) => a - b);
      for (const key of keysOf(identity)) recent.set(key, arrived);
    },
    count: (identity, at) => {
      const floodAt = rules().maxMessages * FLOOD_FACTOR;
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
