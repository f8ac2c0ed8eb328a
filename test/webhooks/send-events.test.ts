import { expect, test } from "bun:test";
import { createEventSender } from "../../src/webhooks/send-events.ts";
import type { DueEvent } from "../../src/store/webhook-events.ts";
import { createFakeClock } from "../fake-clock.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";

const clock = createFakeClock();

const event = (id: number): DueEvent => ({
  id,
  eventId: `evt_${id}`,
  type: "message.received",
  by: null,
  attempt: 0,
  at: clock.now(),
  user: { id: 1, address: "whatsapp:+491701234567", name: null },
  message: null,
});

test("a stop waits for every event that is being sent, though another could not be noted", async () => {
  const [first, second] = [Promise.withResolvers<string[]>(), Promise.withResolvers<string[]>()];
  const hosts = [first.promise, second.promise];
  const noted: number[] = [];
  const sender = createEventSender({
    store: {
      claimEvents: async () => [event(1), event(2)],
      finishEvent: async () => {},
      postponeEvent: async (id) => {
        if (id === 1) throw new Error("the disk is full");
        noted.push(id);
      },
    },
    url: "https://shop.example/hook",
    secret: "a-secret-of-the-tests-that-is-long",
    mayBeLocal: false,
    clock,
    log: silentLogger,
    resolve: async () => hosts.shift() ?? [],
  });
  sender.start();
  first.resolve([]);
  const stopped = sender.stop().then(() => noted.push(0));
  await new Promise((resolve) => setImmediate(resolve));
  second.resolve([]);
  await stopped;
  expect(noted).toEqual([2, 0]);
});
