import { expect, test } from "bun:test";
import type { PolledEvent } from "../../src/core/poller.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";
import { storePolled } from "../../src/inbox/polled-events.ts";
import type { Receipt } from "../../src/store/receipt.ts";
import { aMessage } from "../messages.ts";

const NOW = Date.UTC(2026, 10, 30);
const PLACE = {
  address: "agent:1",
  since: NOW - 3_600_000,
  next: { key: "polled-up-to:agent:1", value: "7" },
} as const;
const said = (sid: string, sentAt: number | null = NOW): PolledEvent => ({
  kind: "message",
  message: aMessage({ sid }),
  sentAt,
});

/** Stores a batch with these outcomes, and returns what was stored, in order. */
async function store(events: readonly PolledEvent[], outcomes: readonly Receipt["outcome"][] = []) {
  const stored: string[] = [];
  const left = [...outcomes];
  const read = await storePolled(events, PLACE, {
    store: {
      writeState: async (key, value) => void stored.push(`${key} = ${value}`),
      knownSids: async () => new Set(),
      partInDoubt: async () => null,
    },
    clock: { now: () => NOW },
    log: silentLogger,
    receive: async ({ sid }, _late, mark) => {
      stored.push(mark == null ? sid : `${sid} with ${mark.value}`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the outcome is read.
      return { outcome: left.shift() ?? "queued" } as Receipt;
    },
    recordStatus: async ({ sid }) => void stored.push(`report on ${sid}`),
    onResult: () => {},
  });
  return { stored, read };
}

test("the place of the next poll is stored together with the last message of a batch, after all else", async () => {
  const report = {
    nonce: null,
    sid: "S",
    status: "read",
    errorCode: null,
    reason: null,
    isPassing: false,
  } as const;
  expect(await store([said("A"), { kind: "status", report, at: null }, said("B")])).toEqual({
    stored: ["report on S", "A", "B with 7"],
    read: ["A", "B"],
  });
});

test("a batch without a message to be stored has its place stored alone", async () => {
  const old = said("A", NOW - 7_200_000);
  const { stored } = await store([old, { kind: "skipped", why: "malformed" }]);
  expect(stored).toEqual(["polled-up-to:agent:1 = 7"]);
  const flood = await store([said("A"), said("B")], ["queued", "ignored"]);
  expect(flood.stored).toEqual(["A", "B with 7", "polled-up-to:agent:1 = 7"]);
});

test("a batch for which there is no room is polled again: what follows waits, and so does the place", async () => {
  const { stored, read } = await store([said("A"), said("B"), said("C")], ["queued", "busy"]);
  expect(stored).toEqual(["A", "B"]);
  expect(read).toBeNull();
});
