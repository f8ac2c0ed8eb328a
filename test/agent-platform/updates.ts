import type { Clock } from "../../src/core/ports.ts";
import { waitUntil } from "../wait-for.ts";
import { graphError } from "../cloud-api/graph-faults.ts";

/** A number that JSON.parse would round. */
const FIRST_OFFSET = 9_007_199_254_740_993n;
const BACKLOG_MS = 30 * 24 * 60 * 60_000;
const MINUTE_MS = 60_000;
const MAX_POLLS = 15;
/** Longer than the bot counts a poll, and pauses after the last one. */
const COUNTED_MS = 80_000;
/** After these the bot spreads its polls over the minute. */
const POLLS_AT_ONCE = 5;

interface Update {
  readonly offset: bigint;
  readonly at: number;
  readonly messageId: string;
  readonly value: object;
}

/** The updates of one agent, and the polls for them. */
export interface Updates {
  readonly polls: { readonly offset: string | null; readonly at: number; status: number }[];
  /** The times of all polls, also of those that a fault answered. */
  readonly calls: number[];
  /** Ids of messages that were marked as read, which are no longer in the backlog. */
  readonly read: Set<string>;
  put(messageId: string, value: object, at?: number): bigint;
  /** Answers `GET /updates`. */
  answer(query: URLSearchParams, signal: AbortSignal): Promise<Response>;
  /** Resolves when the program polls. */
  polled(): Promise<void>;
  /** Returns whether the program has polled beyond everything. */
  isTaken(): boolean;
  /** Resolves once that is so. */
  taken(): Promise<void>;
  stop(): void;
}

/** Creates the updates of one agent. */
export function createUpdates(
  agentId: string,
  clock: Clock,
  whenPaced: () => Promise<void>,
): Updates {
  const all: Update[] = [];
  const polls: Updates["polls"] = [];
  const calls: number[] = [];
  const read = new Set<string>();
  let next = FIRST_OFFSET;
  let reached = FIRST_OFFSET;
  let waiting: ((response: Response | null) => void) | null = null;

  function batch(from: bigint, limit: number): Response | null {
    const since = clock.now() - BACKLOG_MS;
    const found = all
      .filter(({ offset, at, messageId }) => offset >= from && at > since && !read.has(messageId))
      .slice(0, limit);
    const last = found.at(-1);
    if (last === undefined) return null;
    const entry = [{ id: agentId, changes: found.map(({ value }) => ({ value })) }];
    const text = `${JSON.stringify({ entry }).slice(0, -1)},"next_offset":${last.offset + 1n}}`;
    return new Response(text, { headers: { "content-type": "application/json" } });
  }

  async function answer(query: URLSearchParams, signal: AbortSignal): Promise<Response> {
    const now = clock.now();
    const offset = query.get("offset");
    const poll = { offset, at: now, status: 0 };
    const isTooMany = polls.filter(({ at }) => at > now - MINUTE_MS).length >= MAX_POLLS;
    polls.push(poll);
    const done = (response: Response) => {
      poll.status = response.status;
      return response;
    };
    if (isTooMany) return done(graphError(429, 130_429));
    waiting?.(graphError(409, 1_752_041));
    const from = offset === null ? next : BigInt(offset);
    if (from > reached) reached = from;
    const limit = Number(query.get("limit") ?? 100);
    const ready = batch(from, limit);
    if (ready !== null) return done(ready);
    const { promise, resolve } = Promise.withResolvers<Response | null>();
    waiting = resolve;
    const cancel = clock.after(Number(query.get("timeout") ?? 0) * 1_000, () => resolve(null));
    signal.addEventListener("abort", () => resolve(null));
    const response = await promise;
    cancel();
    if (waiting === resolve) waiting = null;
    return done(response ?? batch(from, limit) ?? new Response(null, { status: 204 }));
  }

  /** The bot pauses after some polls, and looks again at its clock only. */
  async function waitForPace(): Promise<void> {
    if (waiting !== null) return;
    const since = clock.now() - COUNTED_MS;
    if (calls.filter((at) => at > since).length >= POLLS_AT_ONCE) await whenPaced();
  }

  return {
    polls,
    calls,
    read,
    put: (messageId, value, at = clock.now()) => {
      const offset = next;
      next += 1n;
      all.push({ offset, at, messageId, value });
      waiting?.(null);
      return offset;
    },
    answer,
    polled: () =>
      waitUntil("the bot to poll", async () => {
        if (waiting !== null) return true;
        await waitForPace();
        return false;
      }),
    isTaken: () => reached >= next,
    taken: () =>
      waitUntil(
        "the bot to take every update",
        async () => {
          if (reached >= next) return true;
          await waitForPace();
          return false;
        },
        { found: () => polls.slice(-3) },
      ),
    stop: () => waiting?.(null),
  };
}
