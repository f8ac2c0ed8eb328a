import { expect, test } from "bun:test";
import { type BotEvent, createEventBus, type EventChannel } from "../../src/core/event-bus.ts";

/** The other processes: what they were told, and a way to speak for one of them. */
function createOthers() {
  const told: BotEvent[] = [];
  const listeners: ((event: BotEvent) => void)[] = [];
  const channel: EventChannel = {
    publish: (event) => void told.push(event),
    subscribe: (listener) => void listeners.push(listener),
  };
  const say = (event: BotEvent) => {
    for (const listener of listeners) listener(event);
  };
  return { channel, told, say };
}

test("a message that a busy server received is answered by another", () => {
  const others = createOthers();
  const events = createEventBus(others.channel);
  let hasRoom = true;
  events.subscribe("due", () => hasRoom);
  events.publish({ kind: "due" });
  expect(others.told).toEqual([]);
  hasRoom = false;
  events.publish({ kind: "due" });
  expect(others.told).toEqual([{ kind: "due" }]);
});

test("all who wait here hear of a step, and so do the other servers", () => {
  const others = createOthers();
  const events = createEventBus(others.channel);
  const heard: string[] = [];
  for (const name of ["one", "two"]) {
    events.subscribe("progressed", ({ userId }) => {
      heard.push(`${name} ${userId}`);
      return false;
    });
  }
  events.publish({ kind: "progressed", userId: 7 });
  expect(heard).toEqual(["one 7", "two 7"]);
  expect(others.told).toEqual([{ kind: "progressed", userId: 7 }]);
});

test("a server on which nobody waits with a response tells the others of no step", () => {
  const others = createOthers();
  const events = createEventBus(others.channel);
  events.subscribe("due", () => true);
  events.publish({ kind: "progressed", userId: 7 });
  expect(others.told).toEqual([]);
});

test("what another server tells is acted on once connected, and is not told on", () => {
  const others = createOthers();
  const events = createEventBus(others.channel);
  const heard: number[] = [];
  events.subscribe("received", ({ messageId }) => {
    heard.push(messageId);
    return false;
  });
  const received = { kind: "received", userId: 1, isCommand: false } as const;
  others.say({ ...received, messageId: 1 });
  events.connect();
  others.say({ ...received, messageId: 2 });
  expect(heard).toEqual([2]);
  expect(others.told).toEqual([]);
});
