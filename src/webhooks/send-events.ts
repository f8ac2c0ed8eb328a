import { allEnded } from "../core/all-ended.ts";
import { TransientError } from "../core/errors.ts";
import { fetchAt, resolveHost } from "../core/fetch-at.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { isPublicAddress } from "../core/public-address.ts";
import { createRounds, type Rounds } from "../core/rounds.ts";
import { version } from "../core/version.ts";
import type { Store } from "../store/store.ts";
import type { DueEvent } from "../store/webhook-events.ts";
import { signEvent } from "./sign-event.ts";

const TIMEOUT_MS = 10_000;
/** Longer than sending takes: then the process that claimed it has ended. */
const LEASE_MS = 30_000;
const AT_ONCE = 10;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
/** An event that its receiver did not take for so long is given up. */
const MAX_AGE_MS = 3 * 24 * 60 * 60_000;

export interface SendEventsDeps {
  readonly store: Pick<Store, "claimEvents" | "finishEvent" | "postponeEvent">;
  readonly url: string;
  readonly secret: string;
  /** True in development, where the receiver may be on this machine. */
  readonly mayBeLocal: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly resolve?: typeof resolveHost;
}

/**
 * Sends the events that the steps of the store have queued, every second, each until its receiver
 * answers with 2xx: at least once, in no certain order. An event is claimed before it is sent, and due
 * again if the process ends meanwhile.
 */
export function createEventSender(deps: SendEventsDeps): Rounds {
  const { store, clock, log } = deps;
  const stopped = new AbortController();
  async function sendDue(): Promise<void> {
    while (!stopped.signal.aborted) {
      const events = await store.claimEvents(AT_ONCE, LEASE_MS);
      await allEnded(events.map((event) => sendOne(event)));
      if (events.length < AT_ONCE) return;
    }
  }

  async function sendOne(event: DueEvent): Promise<void> {
    const facts = { event: event.eventId, type: event.type };
    try {
      await post(event, stopped.signal, deps);
      await store.finishEvent(event.id);
      log.debug("event delivered", facts);
    } catch (error) {
      if (clock.now() - event.at > MAX_AGE_MS) {
        log.error("event given up", { ...facts, error });
        return store.finishEvent(event.id);
      }
      const delayMs = stopped.signal.aborted ? 0 : pauseAfter(event.attempt);
      log.warn("event not delivered, retry scheduled", { ...facts, delayMs, error });
      await store.postponeEvent(event.id, delayMs);
    }
  }

  const failure = "events not sent, will be tried again";
  const rounds = createRounds({ ...deps, work: sendDue, failure });
  return {
    ...rounds,
    stop: () => {
      stopped.abort();
      return rounds.stop();
    },
  };
}

const pauseAfter = (attempt: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempt, 20), LONGEST_PAUSE_MS);

async function post(
  event: DueEvent,
  stopSignal: AbortSignal,
  { url: given, secret, mayBeLocal, clock, resolve = resolveHost }: SendEventsDeps,
): Promise<void> {
  const url = new URL(given);
  const addresses = await resolve(url.hostname.replace(/^\[(.*)\]$/, "$1"));
  const refused = addresses.filter(
    (address) => !isPublicAddress(address) && !(mayBeLocal && isLoopback(address)),
  );
  if (addresses.length === 0 || refused.length > 0) {
    throw new TransientError("EVENTS_WEBHOOK_URL leads to no public address", {
      code: "not-public",
    });
  }
  const body = JSON.stringify(describeEvent(event));
  const response = await fetchAt(addresses, url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `whatsapp-ai-bot/${version}`,
      ...signEvent({ id: event.eventId, body }, secret, clock.now()),
    },
    signal: AbortSignal.any([stopSignal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  await response.body?.cancel();
  if (response.ok) return;
  throw new TransientError(`The receiver of events answered ${response.status}`, {
    code: String(response.status),
  });
}

const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

/** Returns an event as its receiver reads it. */
function describeEvent({ type, at, by, user, message }: DueEvent) {
  return {
    type,
    timestamp: new Date(at).toISOString(),
    data: { user, message, ...(by !== null && { by }) },
  };
}
