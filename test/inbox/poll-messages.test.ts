import { afterEach, expect, test } from "bun:test";
import { TransientError } from "../../src/core/errors.ts";
import type { Polled, Poller } from "../../src/core/poller.ts";
import { createPolling, type Polling } from "../../src/inbox/poll-messages.ts";
import { createFakeClock } from "../fake-clock.ts";
import { recordingLog } from "../http/recording-log.ts";
import { aMessage } from "../messages.ts";
import { waitFor, waitUntil } from "../wait-for.ts";

type Outcome = Polled | Error;

const NOTHING: Polled = { kind: "events", events: [], nextOffset: null };
const REFUSED: Polled = { kind: "refused", code: "100" };
const said = (...sids: string[]): Polled => ({
  kind: "events",
  events: sids.map((sid) => ({ kind: "message", message: aMessage({ sid }), sentAt: null })),
  nextOffset: "7",
});

let polling: Polling;
afterEach(() => waitFor("the polling to stop", polling.stop()));

/** Polls with these outcomes, one after the other, and waits after the last one. */
function start(
  outcomes: Outcome[],
  stored: Record<string, string> = {},
  markRead: Poller["markRead"] = async () => {},
) {
  const clock = createFakeClock();
  const log = recordingLog();
  const state = new Map(Object.entries(stored));
  const offsets: (string | null)[] = [];
  const alerts: string[] = [];
  const poller: Poller = {
    address: "agent:1",
    rates: { polls: { perMinute: 15 }, statuses: { perMinute: 12 } },
    poll: async (offset, signal) => {
      offsets.push(offset);
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      if (outcome !== undefined) return outcome;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      return NOTHING;
    },
    markRead,
  };
  polling = createPolling({
    pollers: [poller],
    store: {
      readState: async (key) => state.get(key) ?? null,
      writeState: async (key, value) => void state.set(key, value),
      stampState: async (key) => void state.set(key, String(clock.now())),
      exclusively: async (_task, _restMs, work) => work().then(() => true),
      takePlace: async () => 0,
      knownSids: async () => new Set(),
      partInDoubt: async () => null,
    },
    clock,
    log,
    receive: async () => ({ outcome: "duplicate" }),
    recordStatus: async () => {},
    onResult: () => {},
    alert: async (kind) => void alerts.push(kind),
  });
  polling.start();
  return { clock, lines: log.lines, state, offsets, alerts };
}

test("a first poll that fails leaves nothing out: the next one begins with what came since the start", async () => {
  const { clock, offsets } = start([new TransientError("WhatsApp cannot be reached")]);
  await waitUntil("the first poll", () => offsets.length === 1);
  await clock.advance(5_000);
  await waitUntil("the second poll", () => offsets.length === 2);
  expect(offsets).toEqual([null, "0"]);
});

test("a place that WhatsApp refuses is given up for the beginning, and the key stays in use", async () => {
  const { offsets, alerts } = start([REFUSED, said("A")], {
    "polled-since:agent:1": "0",
    "polled-up-to:agent:1": "99",
  });
  await waitUntil("the third poll", () => offsets.length === 3);
  expect(offsets).toEqual(["99", "0", "7"]);
  expect(alerts).toEqual([]);
});

test("a key that is refused from the beginning too is reported, and not used again", async () => {
  const { offsets, alerts, lines } = start([REFUSED, REFUSED], {
    "polled-since:agent:1": "0",
    "polled-up-to:agent:1": "99",
  });
  await waitUntil("the alert", () => alerts.length === 1);
  await waitFor("the polling to end", polling.stop());
  expect(offsets).toEqual(["99", "0"]);
  expect(alerts).toEqual(["agentKeyRefused"]);
  expect(lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("the time until which everything was polled is stored, and not moved by a failure", async () => {
  const { clock, state, offsets } = start([NOTHING, new TransientError("no network")]);
  const begunAt = String(clock.now());
  await waitUntil("the second poll", () => offsets.length === 2);
  await clock.advance(5_000);
  await waitUntil("the third poll", () => offsets.length === 3);
  expect(state.get("polled-at:agent:1")).toBe(begunAt);
});

test("a stop does not wait for the read receipts of a whole batch", async () => {
  const marked: string[] = [];
  const first = Promise.withResolvers<void>();
  start([said("A", "B", "C")], {}, async (id) => {
    marked.push(id);
    await first.promise;
  });
  await waitUntil("the first receipt", () => marked.length === 1);
  const stopped = polling.stop();
  first.resolve();
  await waitFor("the polling to stop", stopped);
  expect(marked).toEqual(["A"]);
});
