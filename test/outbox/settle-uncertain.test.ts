import { afterEach, beforeEach, expect, test } from "bun:test";
import { wordsOfPart } from "../../src/core/reply-part.ts";
import type { Messenger } from "../../src/core/ports.ts";
import { reconcile } from "../../src/outbox/reconcile.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { LEASE, setUp, type Setup } from "../store/conformance/setup.ts";
import { createFakeChannel } from "../store/machine/fake-channel.ts";
import { pictured } from "../outgoing-file.ts";
import { openSqlite } from "../store/open-sqlite.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const GRACE_MS = 30_000;
const DAY_MS = 24 * 3_600_000;

/** The list of sent messages tells everything here. */
const noReports = () => Promise.reject(new Error("no report is waited for"));

let clock: FakeClock;
let setup: Setup;
beforeEach(async () => {
  clock = createFakeClock();
  setup = setUp(await openSqlite(clock, true), clock);
});
afterEach(() => setup.close());

/** Has a message answered with these parts, which leave in one response; returns what left. */
async function respond(...parts: Parameters<Setup["answer"]>[2][]) {
  const { store, receive, claim, answerStep, answer } = setup;
  const asker = await receive();
  if (asker.outcome !== "queued") throw new Error("not queued");
  const lane = await claim();
  await answer(lane, await answerStep(lane), ...parts);
  await store.releaseLane(lane);
  const options = { lookUpAfterMs: 0, limit: 9, isFinal: true };
  return (await store.claimReply(asker, options)) ?? [];
}

/** Looks for what may have been sent whenever that is due; returns after how many seconds it looked. */
async function looks(messenger: Messenger, aheadMs = 0): Promise<number[]> {
  const { store } = setup;
  const startedAt = clock.now();
  const after: number[] = [];
  const deps = {
    store,
    messenger,
    clock: { now: () => clock.now() + aheadMs },
    log: quiet,
    sendGraceMs: GRACE_MS,
    reportWaitOf: noReports,
    mayRepeat: true,
  };
  for (; clock.now() <= startedAt + 2 * GRACE_MS; clock.jump(1_000)) {
    const lane = await store.claimLane("me", 30_000);
    if (lane === null) continue;
    const step = await store.nextStep(lane, LEASE);
    if (step?.kind === "look-up") {
      after.push((clock.now() - startedAt) / 1_000);
      await reconcile(step, { lane }, deps);
    }
    await store.releaseLane(lane);
  }
  return after;
}

const states = async () => {
  const rows = await setup.query("SELECT body, state FROM deliveries ORDER BY id");
  return rows.map(({ body, state }) => `${String(body)} ${String(state)}`);
};

test.each([
  [0, [0]],
  [9, [0, 10]],
  [24, [0, 10, 25]],
  [29, [0, 10, 25, 30]],
])("a part that is listed %i s late is found, and not sent again", async (lagS, expected) => {
  const { messenger } = createFakeChannel(clock, lagS * 1_000);
  for (const part of await respond("Here I am.")) await messenger.send(part);
  expect(await looks(messenger)).toEqual(expected);
  expect(await states()).toEqual(["Here I am. accepted"]);
});

test("a part that is listed nowhere is to be sent again when its grace is over", async () => {
  await respond("Here I am.");
  expect(await looks(createFakeChannel(clock).messenger)).toEqual([0, 10, 25, 30]);
  expect(await states()).toEqual(["Here I am. pending"]);
});

test("the parts of a response are settled by one reading, those of the same words one by one", async () => {
  const { messenger, sent } = createFakeChannel(clock);
  for (const part of await respond("Yes.", "Yes.", "No.", "Perhaps.")) {
    if (wordsOfPart(part.content) !== "No.") await messenger.send(part);
  }
  let readings = 0;
  const listSentTo: Messenger["listSentTo"] = (user) => {
    readings += 1;
    return messenger.listSentTo(user);
  };
  expect(await looks({ ...messenger, listSentTo })).toEqual([0, 10, 25, 30]);
  expect(readings).toBe(4);
  expect(await states()).toEqual([
    "Yes. accepted",
    "Yes. accepted",
    "No. pending",
    "Perhaps. accepted",
  ]);
  const sids = sent.map(({ sid }) => sid);
  expect(await setup.store.knownSids(sids)).toEqual(new Set(sids));
});

test.each([
  ["ahead of", DAY_MS],
  ["behind", -DAY_MS],
])("a bot whose clock is a day %s its database's misses no part", async (_, aheadMs) => {
  const { messenger } = createFakeChannel(clock, 24_000);
  for (const part of await respond("Here I am.")) await messenger.send(part);
  const listSentTo: Messenger["listSentTo"] = async (user) => ({
    messages: (await messenger.listSentTo(user))?.messages ?? [],
    clockOffsetMs: -aheadMs,
  });
  expect(await looks({ ...messenger, listSentTo }, aheadMs)).toEqual([0, 10, 25]);
  expect(await states()).toEqual(["Here I am. accepted"]);
});

/** A messenger that fetches the files of what it takes, as far as it is to. */
function aFetchingMessenger(isFetching = true) {
  const office = createFakeChannel(clock);
  if (isFetching) office.fetch = (token) => setup.store.noteFileFetched(token);
  return office.messenger;
}

test("a picture is found by its own file, not by its caption", async () => {
  const messenger = aFetchingMessenger();
  const [, second] = await respond(pictured("A cat.", 1), pictured("A cat.", 2));
  if (second) await messenger.send(second);
  expect(await looks(messenger)).toEqual([0, 10, 25, 30]);
  expect(await states()).toEqual(["A cat. pending", "A cat. accepted"]);
});

test("a text is not taken for a picture with the same caption", async () => {
  const messenger = aFetchingMessenger();
  const [, picture] = await respond("A cat.", pictured("A cat."));
  if (picture) await messenger.send(picture);
  await looks(messenger);
  expect(await states()).toEqual(["A cat. pending", "A cat. accepted"]);
});

test("a picture that may be one in the list is given up when nothing fetched its file, and never doubled", async () => {
  const messenger = aFetchingMessenger(false);
  const [first] = await respond(pictured(null, 1));
  if (first) await messenger.send(first);
  expect(await looks(messenger)).toEqual([0, 10, 25, 30]);
  expect(await states()).toEqual([" unknown"]);
});

test("a picture whose file was fetched is never doubled, though the list does not show it", async () => {
  const [first] = await respond(pictured(null, 1));
  if (first?.content.kind === "media") {
    await setup.store.noteFileFetched(first.content.file.token);
  }
  await looks(createFakeChannel(clock).messenger);
  expect(await states()).toEqual([" unknown"]);
});

test("of two pictures whose files were fetched, neither is taken for the one that is listed", async () => {
  const messenger = aFetchingMessenger();
  const [first, second] = await respond(pictured(null, 1), pictured(null, 2));
  if (first?.content.kind !== "media" || !second) throw new Error("no pictures");
  await setup.store.noteFileFetched(first.content.file.token);
  await messenger.send(second);
  await looks(messenger);
  expect(await states()).toEqual([" unknown", " unknown"]);
});
