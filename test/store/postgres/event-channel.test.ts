import { afterEach, beforeEach, expect, test } from "bun:test";
import type { BotEvent } from "../../../src/core/event-bus.ts";
import { waitFor, waitUntil } from "../../wait-for.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

let both: Replicas;
beforeEach(async () => {
  both = await openReplicas();
});
afterEach(() => both.close());

/** Resolves once all expected events were received. */
function hearing(replica: Replicas["one"], count: number): Promise<BotEvent[]> {
  const heard: BotEvent[] = [];
  const { promise, resolve } = Promise.withResolvers<BotEvent[]>();
  replica.store.events.subscribe((event) => {
    heard.push(event);
    if (heard.length === count) resolve(heard);
  });
  return waitFor(`${count} events`, promise, { found: () => heard });
}

/** LISTEN is in progress when `subscribe` returns: an earlier event would be missed. */
async function untilListening(count: number, without = 0): Promise<number> {
  let found: readonly { readonly pid: number }[] = [];
  const look = async () => {
    found = await both.sql<{ pid: number }[]>`SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'idle' AND query ILIKE 'listen %' AND pid <> ${without}`;
    return found.length === count;
  };
  await waitUntil(`${count} connections that listen`, look, { found: () => found });
  return found[0]?.pid ?? 0;
}

test("an event of one process reaches the others, and not itself", async () => {
  const { one, two } = both;
  const mine: BotEvent[] = [];
  one.store.events.subscribe((event) => mine.push(event));
  const heard = hearing(two, 3);
  await untilListening(2);
  one.store.events.publish({ kind: "received", userId: 1, messageId: 7, isCommand: false });
  one.store.events.publish({ kind: "received", userId: 1, messageId: 8, isCommand: false });
  one.store.events.publish({ kind: "due" });
  one.store.events.publish({ kind: "due" });
  one.store.events.publish({ kind: "progressed", userId: 2 });
  expect(await heard).toEqual([
    { kind: "received", userId: 1, messageId: 8, isCommand: false },
    { kind: "due" },
    { kind: "progressed", userId: 2 },
  ]);
  expect(mine).toEqual([]);
});

test("a crowd's events all arrive, however many they are", async () => {
  const { one, two } = both;
  const heard = hearing(two, 500);
  await untilListening(1);
  for (let userId = 1; userId <= 500; userId += 1) {
    one.store.events.publish({
      kind: "received",
      userId: 1e15 + userId,
      messageId: 2e15 + userId,
      isCommand: false,
    });
  }
  expect(new Set((await heard).map((event) => "userId" in event && event.userId)).size).toBe(500);
});

test("foreign messages in the same channel are ignored, and a lost connection is restored", async () => {
  const { one, two, sql } = both;
  const heard = hearing(two, 1);
  const pid = await untilListening(1);
  for (const rubbish of [
    "",
    "{",
    "null",
    '{"news":7}',
    '{"from":"x","news":[{"kind":"?"},null]}',
  ]) {
    await sql.notify("whatsapp_bot_news", rubbish);
  }
  await sql`SELECT pg_terminate_backend(${pid})`;
  await untilListening(1, pid);
  one.store.events.publish({ kind: "due" });
  expect(await heard).toEqual([{ kind: "due" }]);
});
