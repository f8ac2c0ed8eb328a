import { afterEach, beforeEach, expect, test } from "bun:test";
import { SendUncertain, TransientError } from "../../src/core/errors.ts";
import type { Logger } from "../../src/core/ports.ts";
import { NO_TEMPLATES } from "../../src/outbox/choice-templates.ts";
import { sendPart } from "../../src/outbox/send-part.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createFakeClock } from "../fake-clock.ts";
import { aMessage } from "../messages.ts";
import { setUp, type Setup } from "../store/conformance/setup.ts";
import { createFakeChannel } from "../store/machine/fake-channel.ts";

const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const query = () => Promise.reject(new Error("nobody looks beside the store"));

let setup: Setup;
beforeEach(async () => {
  const clock = createFakeClock();
  const store = await openSqliteStore({ path: ":memory:", clock });
  setup = setUp({ store, query, close: () => store.close() }, clock);
});
afterEach(() => setup.close());

test.each<[string, Partial<Store>]>([
  ["the database fails", { recordAccepted: () => Promise.reject(new TransientError("away")) }],
  [
    "the lane is lost and then the database fails",
    {
      recordAccepted: () => Promise.resolve(false),
      recordStatus: () => Promise.reject(new TransientError("away")),
    },
  ],
])("a part that was sent when %s counts as uncertain, never as not sent", async (_, broken) => {
  const { store, clock } = setup;
  await store.receive(aMessage(), () => ({ admitted: true, restMs: 3_600_000, settleMs: 0 }));
  const lane = await setup.claim();
  await setup.answer(lane, await setup.answerStep(lane), "Here I am.");
  const part = await setup.partStep(lane, "send");
  const { messenger, sent } = createFakeChannel(clock);
  const sending = { messenger, clock, log: quiet, templates: NO_TEMPLATES };
  const deps = { store: { ...store, ...broken }, ...sending };
  const delivered = sendPart(part, { lane, sendBefore: clock.now() + 1_000 }, deps);
  expect(await delivered.catch((reason: unknown) => reason)).toBeInstanceOf(SendUncertain);
  expect(sent).toHaveLength(1);
});
