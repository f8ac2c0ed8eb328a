import { expect, test } from "bun:test";
import { wordsOfPart } from "../../../src/core/reply-part.ts";
import { at, call, LEASE, type Setup } from "./setup.ts";

export function testLanes(setup: () => Setup): void {
  test("a user's lane is claimed by one worker only, until it is released", async () => {
    const { store, receive, claim } = setup();
    await receive({});
    const lane = await claim();
    expect(await store.claimLane("other", 30_000)).toBeNull();
    await store.releaseLane(lane);
    const next = await store.claimLane("other", 30_000);
    expect(next).toMatchObject({ userId: lane.userId, epoch: lane.epoch + 1 });
  });

  test("users do not wait for each other: each has a lane, the longest waiting first", async () => {
    const { clock, receive, claim, answerStep } = setup();
    await receive({ from: "whatsapp:+491511111111" });
    await clock.advance(5);
    await receive({ from: "whatsapp:+491522222222" });
    const [first, second] = [await claim(), await claim()];
    expect(first.userId).not.toBe(second.userId);
    expect((await answerStep(first)).receivedAt).toBeLessThan(
      (await answerStep(second)).receivedAt,
    );
  });

  test("a worker that lost a lane can change nothing through it", async () => {
    const { store, receive, claim, answerStep, partStep, answer, loseLanes } = setup();
    await receive({});
    const lost = await claim();
    const turn = await answerStep(lost);
    await loseLanes();
    const lane = await claim();
    expect(await answer(lost, turn, "ghost")).toBe(false);
    expect(await store.nextStep(lost, LEASE)).toBeNull();
    expect(await store.renewLane(lost, 30_000)).toBeNull();
    expect(await store.releaseLane(lost)).toBe(null);
    expect(await store.beginModelCall(lost, turn, call())).toBeNull();
    expect(await store.spareTurn(lost, turn)).toBe(false);
    expect(await store.reserveTokens(lost, turn, call().budget)).toBeNull();
    expect(await store.settleTokens(lost, turn, 0)).toBe(false);
    expect(await store.deadLetterTurn(lost, turn, "sorry", "ghost")).toBe(false);
    const retry = { delayMs: 0, giveUpMs: 1_000, error: "ghost", isCounted: true };
    expect(await store.postponeAnswer(lost, turn, retry)).toBe(false);
    await answer(lane, await answerStep(lane), "real");
    const part = await partStep(lane, "send");
    expect(wordsOfPart(part.content)).toBe("real");
    expect(await store.recordAccepted(lost, part.id, at("SM-ghost"))).toBe(false);
    expect(await store.postponeSend(lost, part.id, 0, null)).toBe(false);
    expect(await store.recordUnknown(lost, part.id)).toBe(false);
    const failure = { code: "1", message: "ghost" };
    expect(await store.recordRefused(lost, part.id, failure)).toBe(false);
    expect(await store.recordAccepted(lane, part.id, at("SM-real"))).toBe(true);
  });

  test("what arrives while a lane is held is due again when it is released", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    await receive({ text: "first" });
    const lane = await claim();
    await answer(lane, await answerStep(lane));
    await receive({ text: "second" });
    await store.releaseLane(lane);
    expect((await answerStep(await claim())).text).toBe("second");
  });

  test("a stopping worker may send what is ready but begins no answer", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    await receive({ text: "first" });
    await receive({ text: "second" });
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one");
    const stopping = { ...LEASE, mayAnswer: false };
    const step = await store.nextStep(lane, stopping);
    if (step?.kind !== "send") throw new Error(`expected a send, found ${step?.kind}`);
    await store.recordAccepted(lane, step.part.id, at("SM1"));
    expect(await store.nextStep(lane, stopping)).toBeNull();
  });

  test("a lane that is due under a clock far ahead counts as due now", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    clock.jump(86_400_000);
    await receive({ text: "from tomorrow" });
    const lane = await claim();
    const turn = await answerStep(lane);
    const retry = { delayMs: 1_000, giveUpMs: 85_000, error: "busy", isCounted: true };
    await store.postponeAnswer(lane, turn, retry);
    await store.releaseLane(lane);
    clock.jump(-86_400_000);
    expect((await answerStep(await claim())).text).toBe("from tomorrow");
  });
}
