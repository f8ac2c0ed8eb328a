import type { OpenPart } from "../../../src/store/sends.ts";
import { expect, test } from "bun:test";
import { textPart, wordsOfPart } from "../../../src/core/reply-part.ts";
import { LEASE, type Setup } from "./setup.ts";

const NOW = { lookUpAfterMs: 60_000, limit: 9, isFinal: false };

/** Defines the tests of a store whose parts are pulled. */
export function testReplies(setup: () => Setup): void {
  /** Receives a message, has it answered with these parts, and returns who asked. */
  async function answered(text: string, ...parts: string[]) {
    const { store, receive, claim, answerStep, answer } = setup();
    const receipt = await receive({ text });
    if (receipt.outcome !== "queued") throw new Error(`${text} was ${receipt.outcome}`);
    const lane = await claim();
    await answer(lane, await answerStep(lane), ...parts);
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    await store.releaseLane(lane);
    return receipt;
  }

  const bodies = (parts: readonly OpenPart[] | null) =>
    parts?.map(({ content }) => wordsOfPart(content));

  test("a part is no step of a lane, keeps none due, and holds no later message", async () => {
    const { store } = setup();
    await answered("one", "1a", "1b");
    expect(await store.untilDue()).toBeNull();
    expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 0 });
    const asker = await answered("two", "2");
    expect(bodies(await store.claimReply(asker, NOW))).toEqual(["1a", "1b", "2"]);
  });

  test("a claimed part is being sent: it is claimed once, and looked up after its grace period", async () => {
    const { store, clock, claim, partStep } = setup();
    const asker = await answered("one", "1");
    expect(await store.claimReply(asker, NOW)).toMatchObject([
      {
        content: textPart("1"),
        startedAt: clock.now(),
        nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
    expect(await store.claimReply(asker, NOW)).toEqual([]);
    expect(await store.untilDue()).toBe(60_000);
    await clock.advance(60_000);
    const lane = await claim();
    const part = await partStep(lane, "look-up");
    await store.postponeSend(lane, part.id, 0, { code: "no-trace", message: "no trace" });
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    expect(bodies(await store.claimReply(asker, NOW))).toEqual(["1"]);
  });

  test("all of a response that is due is looked up in one step", async () => {
    const { store, clock, claim } = setup();
    const asker = await answered("one", "1a", "1b", "1c");
    await store.claimReply(asker, { ...NOW, limit: 2 });
    await clock.advance(60_000);
    const lane = await claim();
    const step = await store.nextStep(lane, LEASE);
    const parts = step?.kind === "look-up" ? step.parts : [];
    expect(bodies(parts)).toEqual(["1a", "1b"]);
    await store.recordAccepted(lane, parts[0]?.id ?? 0, { sid: "SM1", nextAfterMs: 0 });
    await store.postponeLookup(lane, parts[1]?.id ?? 0, { delayMs: 5_000, isCounted: true });
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    await clock.advance(5_000);
    expect(await store.nextStep(lane, LEASE)).toMatchObject({
      parts: [{ content: textPart("1b"), lookups: 1 }],
    });
  });

  test("a report settles a claimed part, and its message is done", async () => {
    const { store } = setup();
    const asker = await answered("one", "1");
    const [part] = (await store.claimReply(asker, NOW)) ?? [];
    const report = { nonce: part?.nonce ?? null, sid: "SM1", errorCode: null };
    expect(await store.recordStatus({ ...report, status: "sent" })).toMatchObject({ part: 0 });
    expect(await store.overview()).toMatchObject({ waitingParts: 0 });
    expect(await store.claimReply(asker, { ...NOW, isFinal: true })).toEqual([]);
  });

  test("a part that may have been sent holds those behind it, even at the last", async () => {
    const { store } = setup();
    const first = await answered("one", "1");
    const [part] = (await store.claimReply(first, NOW)) ?? [];
    const second = await answered("two", "2");
    expect(await store.claimReply(second, NOW)).toBeNull();
    expect(await store.claimReply(second, { ...NOW, isFinal: true })).toEqual([]);
    const report = { nonce: part?.nonce ?? null, sid: "SM1", errorCode: null };
    await store.recordStatus({ ...report, status: "sent" });
    expect(bodies(await store.claimReply(second, NOW))).toEqual(["2"]);
  });

  test("it is worth waiting for this message's answer and those before it, not for later ones", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    const one = await receive({ text: "one" });
    const two = await receive({ text: "two" });
    if (one.outcome !== "queued" || two.outcome !== "queued") throw new Error("not queued");
    expect(await store.claimReply(one, NOW)).toBeNull();
    expect(await store.claimReply(one, { ...NOW, isFinal: true })).toEqual([]);
    const lane = await claim();
    await answer(lane, await answerStep(lane), "1");
    expect(await store.claimReply(two, NOW)).toBeNull();
    expect(bodies(await store.claimReply(one, NOW))).toEqual(["1"]);
  });

  test("no more is taken than a response carries, and the rest after it", async () => {
    const { store } = setup();
    const asker = await answered("one", "1a", "1b", "1c");
    const taken = await store.claimReply(asker, { ...NOW, limit: 2 });
    expect(bodies(taken)).toEqual(["1a", "1b"]);
    for (const { nonce } of taken ?? []) {
      await store.recordStatus({ nonce, sid: `SM${nonce}`, status: "sent", errorCode: null });
    }
    expect(bodies(await store.claimReply(asker, NOW))).toEqual(["1c"]);
  });

  test("look-ups can be hastened, but never to before what was sent can be seen", async () => {
    const { store, clock, claim, partStep } = setup();
    const asker = await answered("one", "1");
    expect(await store.hastenLookups(asker.userId, 3_000)).toBe(false);
    await store.claimReply(asker, NOW);
    expect(await store.hastenLookups(asker.userId, 3_000)).toBe(true);
    expect(await store.hastenLookups(asker.userId, 3_000)).toBe(false);
    expect(await store.untilDue()).toBe(3_000);
    await clock.advance(3_000);
    expect(await partStep(await claim(), "look-up")).toMatchObject({
      content: textPart("1"),
      lookups: 0,
    });
  });

  test("an answer that was never fetched is deleted with its message, but not while it may be in transit", async () => {
    const { store, clock } = setup();
    await answered("one", "1");
    clock.jump(1_000);
    expect(await store.deleteMessages(500, 9)).toBe(1);
    const asker = await answered("two", "2");
    expect(await store.claimReply(asker, NOW)).toMatchObject([{ content: textPart("2") }]);
    clock.jump(1_000);
    expect(await store.deleteMessages(500, 9)).toBe(0);
  });

  test("no user gets another user's parts", async () => {
    const { store, receive } = setup();
    await answered("one", "1");
    const bob = await receive({ from: "whatsapp:+4915187654321", text: "hello" });
    if (bob.outcome !== "queued") throw new Error("not queued");
    expect(await store.claimReply(bob, { ...NOW, isFinal: true })).toEqual([]);
  });
}
