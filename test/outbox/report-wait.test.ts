import { expect, test } from "bun:test";
import { textPart } from "../../src/core/reply-part.ts";
import { reportWaitOf } from "../../src/outbox/report-wait.ts";
import type { OpenPart } from "../../src/store/sends.ts";

const SENT = Date.UTC(2026, 10, 30);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PART: OpenPart = {
  id: 1,
  messageId: 1,
  part: 0,
  isNotice: false,
  content: textPart("Hello"),
  nonce: "n",
  to: "agent:1:user:1",
  from: "agent:1",
  attempt: 0,
  resends: 0,
  lookups: 0,
  startedAt: SENT,
  createdAt: SENT,
};

/** Returns the wait, in minutes, for a report of a part that was sent `ageMs` ago. */
async function waitAfter(
  ageMs: number,
  { startedAt, polledAt }: { readonly startedAt: number; readonly polledAt?: number | null },
) {
  const poller = polledAt === undefined ? null : { address: "agent:1" };
  const { ageMs: known, graceMs } = await reportWaitOf(PART, SENT + ageMs, {
    store: { readState: async () => (polledAt == null ? null : String(polledAt)) },
    clock: { now: () => SENT + ageMs },
    channels: {
      ofUser: () => ({ capabilities: { reportWait: { usual: 3, afterRestart: 10 } }, poller }),
    },
    startedAt,
    sendGraceMs: MINUTE_MS,
  });
  return [known / MINUTE_MS, graceMs / MINUTE_MS];
}

test("a report that a webhook brings is waited for longer if it may have found no server", async () => {
  const before = SENT - HOUR_MS;
  expect(await waitAfter(2 * MINUTE_MS, { startedAt: before })).toEqual([2, 3]);
  const after = SENT + 20 * MINUTE_MS;
  expect(await waitAfter(22 * MINUTE_MS, { startedAt: after })).toEqual([2, 10]);
});

test("a report that is polled is only missing once a poll succeeded: after a failure of the network nothing is sent twice", async () => {
  const startedAt = SENT - HOUR_MS;
  const polled = (minutes: number) => ({ startedAt, polledAt: SENT + minutes * MINUTE_MS });
  expect(await waitAfter(9 * MINUTE_MS, polled(8))).toEqual([8, 3]);
  expect(await waitAfter(9 * MINUTE_MS, polled(-1))).toEqual([0, 3]);
  expect(await waitAfter(9 * MINUTE_MS, { startedAt, polledAt: null })).toEqual([0, 3]);
  // By another server's clock.
  expect(await waitAfter(9 * MINUTE_MS, polled(20))).toEqual([9, 3]);
});

test("a part does not wait for polls that never succeed, and neither for a clock that was set back", async () => {
  const waiting = { startedAt: SENT - HOUR_MS, polledAt: SENT };
  expect(await waitAfter(61 * MINUTE_MS, waiting)).toEqual([61, 3]);
  expect(await waitAfter(-MINUTE_MS, waiting)).toEqual([-1, 3]);
});
