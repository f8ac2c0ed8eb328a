import type { Clock, Logger } from "../core/ports.ts";
import type { Poller } from "../core/poller.ts";
import type { Store } from "../store/store.ts";
import { type PolledEventsDeps, storePolled } from "./polled-events.ts";

/** The place of the oldest message that the messenger keeps. */
const BEGINNING = "0";
/** The pause before a server asks again whether another one still polls. */
const STANDBY_MS = 15_000;
const FIRST_BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 20_000;
/** The pause after another program has begun to poll with the same key. */
const REPLACED_MS = 60_000;
/** The pause after that happened again. */
const CONTESTED_MS = 15 * 60_000;
const CONTESTED_WITHIN_MS = 10 * 60_000;

export interface PollingDeps extends PolledEventsDeps {
  readonly pollers: readonly Poller[];
  readonly store: PolledEventsDeps["store"] &
    Pick<Store, "readState" | "stampState" | "exclusively" | "takePlace">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Alerts the owners that a key is not valid, or that another program uses it. */
  alert(kind: "agentKeyRefused" | "agentKeyShared"): Promise<void>;
}

export interface Polling {
  start(): void;
  /** Resolves when nothing is being polled or stored. */
  stop(): Promise<void>;
}

/** The reason why a server no longer polls for an address. */
type End = "stopped" | "replaced" | "refused";

/** Polls for each address on one server at a time, until it is stopped. */
export function createPolling(deps: PollingDeps): Polling {
  const stopped = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    start: () => {
      running = Promise.all(deps.pollers.map((poller) => follow(poller, deps, stopped.signal)));
    },
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
}

async function follow(poller: Poller, deps: PollingDeps, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = deps;
  const { address } = poller;
  let lastReplacedAt = -Infinity;
  while (!signal.aborted) {
    const ends: End[] = [];
    try {
      await store.exclusively(`poll ${address}`, 0, async () => {
        ends.push(await pollOn(poller, deps, signal));
      });
    } catch (error) {
      log.error("polling failed", { address, error });
    }
    const [end] = ends;
    if (end === "stopped" || end === "refused") return;
    if (end !== "replaced") {
      await pause(STANDBY_MS, clock, signal);
      continue;
    }
    const isAgain = clock.now() - lastReplacedAt < CONTESTED_WITHIN_MS;
    lastReplacedAt = clock.now();
    const paused = pause(isAgain ? CONTESTED_MS : REPLACED_MS, clock, signal);
    if (isAgain) await reportShared(address, deps);
    else log.warn("another program polls with the same key", { address });
    await paused;
  }
}

async function reportShared(address: string, { log, alert }: PollingDeps): Promise<void> {
  log.error("another program polls with the same key: messages go to one of the two", {
    address,
    hint: "end the other program, or give it an agent and a key of its own",
  });
  await alert("agentKeyShared").catch((error: unknown) => log.warn("alert failed", { error }));
}

/** Polls until the key is refused, another program takes over, or the signal aborts. */
async function pollOn(poller: Poller, deps: PollingDeps, signal: AbortSignal): Promise<End> {
  const { store, clock, log } = deps;
  const { address } = poller;
  const key = `polled-up-to:${address}` as const;
  const { since, isFirst } = await firstPoll(address, deps);
  let offset = (await store.readState(key)) ?? (isFirst ? null : BEGINNING);
  let failures = 0;
  while (!signal.aborted) {
    const waitMs = await store.takePlace(`polls ${address}`, poller.rates.polls);
    if (waitMs > 0) {
      await pause(waitMs, clock, signal);
      continue;
    }
    try {
      const polled = await poller.poll(offset, signal);
      failures = 0;
      if (polled.kind === "late") continue;
      if (polled.kind === "replaced") return "replaced";
      if (polled.kind === "refused") {
        if (offset === null || offset === BEGINNING) {
          return await reportRefused(address, polled.code, deps);
        }
        // It may be the place that is refused, and not the key.
        log.warn("poll refused, will be repeated from the beginning", {
          address,
          code: polled.code,
        });
        offset = BEGINNING;
        continue;
      }
      const { events, nextOffset } = polled;
      const next = nextOffset === null ? null : { key, value: nextOffset };
      const stored = await storePolled(events, { address, since, next }, deps);
      if (stored !== null) {
        offset = nextOffset ?? offset;
        await store.stampState(`polled-at:${address}`);
        await markRead(stored, poller, signal, deps);
        continue;
      }
    } catch (error) {
      if (signal.aborted) break;
      log.warn("poll failed, will be repeated", { address, error });
    } finally {
      // What came after the first poll and before its answer is found from the beginning.
      offset ??= BEGINNING;
    }
    const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS);
    failures += 1;
    await pause(backoffMs, clock, signal);
  }
  return "stopped";
}

async function reportRefused(address: string, code: string, deps: PollingDeps): Promise<End> {
  const { log, alert } = deps;
  log.error("key of an agent refused: it is not polled any more", {
    address,
    code,
    hint: "copy the key from the agent's Chat info in WhatsApp, set WHATSAPP_AGENT_KEYS, and restart",
  });
  await alert("agentKeyRefused").catch((error: unknown) => log.warn("alert failed", { error }));
  return "refused";
}

/** Returns the time of the first poll for an address, which is now if there was none. */
async function firstPoll(
  address: string,
  { store, clock, log }: PollingDeps,
): Promise<{ readonly since: number; readonly isFirst: boolean }> {
  const key = `polled-since:${address}` as const;
  const known = await store.readState(key);
  if (known !== null) return { since: Number(known), isFirst: false };
  const since = clock.now();
  await store.writeState(key, String(since));
  log.info("polling for the first time: earlier messages are left out", { address });
  return { since, isFirst: true };
}

/** Marks stored messages as read, as far as the messenger's limit allows: they are stored anyway. */
async function markRead(
  messageIds: readonly string[],
  { address, rates, markRead: mark }: Poller,
  signal: AbortSignal,
  { store, log }: PollingDeps,
): Promise<void> {
  try {
    for (const id of messageIds) {
      if (signal.aborted) return;
      if ((await store.takePlace(`statuses ${address}`, rates.statuses)) > 0) return;
      await mark(id);
    }
  } catch (error) {
    log.debug("messages not marked as read", { address, error });
  }
}

/** Resolves after a time, or at once when the signal aborts. */
async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(ms, resolve);
  const end = () => resolve();
  signal.addEventListener("abort", end, { once: true });
  await promise;
  signal.removeEventListener("abort", end);
  cancel();
}
