import { expect, test } from "bun:test";
import { offeringPart, textPart, wordsOfPart } from "../../../src/core/reply-part.ts";
import { at, call, LEASE, type Setup } from "./setup.ts";

const begunAt = (firstCallAt: number) => ({ outcome: "begun" as const, firstCallAt });

export function testAnswers(setup: () => Setup): void {
  test("a message goes from received to answered to done as its parts are accepted in order", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive({ text: "hello" });
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(turn).toMatchObject({ text: "hello", type: "text", attempt: 0, starts: 1 });
    expect(await answer(lane, turn, "one", "two")).toBe(true);
    const one = await partStep(lane, "send");
    expect(one).toMatchObject({ content: textPart("one"), part: 0, to: "whatsapp:+4915112345678" });
    expect(await store.recordAccepted(lane, one.id, at("SM1"))).toBe(true);
    const two = await partStep(lane, "send");
    expect(two).toMatchObject({ content: textPart("two"), part: 1 });
    expect(two.nonce).not.toBe(one.nonce);
    expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 1 });
    await store.recordAccepted(lane, two.id, at("SM2"));
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    await store.releaseLane(lane);
    expect(await store.untilDue()).toBeNull();
    expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 0 });
  });

  test("a part with choices keeps them: when it is sent, is looked up, and was held", async () => {
    const { store, clock, receive, claim, answerStep, partStep } = setup();
    const offer = { choices: [{ id: "/more", title: "Más 🙂" }], inWords: "Write *more*." };
    const [one, two] = [offeringPart("one", offer, 3), offeringPart("two", offer, 3)];
    await receive({ text: "hello" });
    const lane = await claim();
    const parts = { parts: [one], held: [two], model: null, usage: null, error: null };
    await store.recordAnswer(lane, await answerStep(lane), { text: "one two", ...parts });
    const sent = await partStep(lane, "send");
    expect(sent).toMatchObject({ content: one, resends: 0 });
    await clock.advance(1_000);
    const found = await store.nextStep(lane, LEASE);
    expect(found).toMatchObject({ kind: "look-up", parts: [{ content: one }] });
    await store.recordAccepted(lane, sent.id, at("SM1"));
    await receive({ text: "more" });
    expect(await store.continueAnswer(lane, await answerStep(lane), 1)).toBe(1);
    expect(await partStep(lane, "send")).toMatchObject({ content: two });
  });

  test("a message that waits for its next try holds back this user's later ones, not another user's", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    await receive({ text: "first" });
    const lane = await claim();
    const turn = await answerStep(lane);
    await receive({ text: "second" });
    await receive({ from: "whatsapp:+491522222222", text: "other" });
    const retry = { delayMs: 4_000, giveUpMs: 85_000, error: "busy", isCounted: true };
    expect(await store.postponeAnswer(lane, turn, retry)).toBe(true);
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    await store.releaseLane(lane);
    const other = await claim();
    expect((await answerStep(other)).text).toBe("other");
    expect(await store.claimLane("me", 30_000)).toBeNull();
    expect(await store.untilDue()).toBe(4_000);
    await clock.advance(4_000);
    const again = await claim();
    expect(await answerStep(again)).toMatchObject({ text: "first", attempt: 1, starts: 1 });
  });

  test("work that waits is due at once after the clock was set back, without any other event", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    await receive({ from: "whatsapp:+491522222222", text: "other" });
    const other = await claim();
    await receive({ text: "first" });
    const lane = await claim();
    const retry = { delayMs: 4_000, giveUpMs: 85_000, error: "busy", isCounted: true };
    expect(await store.postponeAnswer(lane, await answerStep(lane), retry)).toBe(true);
    await store.releaseLane(lane);
    clock.jump(-60 * 60_000);
    expect(await store.untilDue()).toBe(0);
    await store.releaseLane(other);
    expect(await claim()).toMatchObject({ untilNextMs: 0 });
  });

  test("a message that was given up begins anew, and its answer follows the apology", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive({ text: "first" });
    const lane = await claim();
    const given = await answerStep(lane);
    const { messageId } = given;
    expect(await store.requeueMessage(messageId)).toBe(false);
    await store.deadLetterTurn(lane, given, "sorry", "busy");
    const apology = await partStep(lane, "send");
    await store.recordAccepted(lane, apology.id, at("SM1"));
    await store.releaseLane(lane);
    expect(await store.requeueMessage(messageId)).toBe(true);
    const again = await claim();
    const turn = await answerStep(again);
    expect(turn).toMatchObject({ messageId, text: "first", attempt: 0, starts: 1 });
    await answer(again, turn, "after all");
    expect(await partStep(again, "send")).toMatchObject({
      content: textPart("after all"),
      part: 1,
    });
  });

  test("of a burst that was given up, all begins anew", async () => {
    const { store, receive, claim } = setup();
    await receive({ text: "first" });
    await receive({ text: "second" });
    const lane = await claim();
    const merged = { ...LEASE, isMerged: true };
    const step = await store.nextStep(lane, merged);
    if (step?.kind !== "answer") throw new Error(`expected an answer step, found ${step?.kind}`);
    await store.deadLetterTurn(lane, step.turn, "sorry", "busy");
    await store.requeueMessage(step.turn.earlier[0]?.messageId ?? 0);
    expect(await store.nextStep(lane, merged)).toMatchObject({
      turn: { text: "second", earlier: [{ text: "first" }] },
    });
  });

  test("an apology that was not sent yet is not sent any more when its message begins anew", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive({ text: "first" });
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.deadLetterTurn(lane, turn, "sorry", "busy");
    await store.requeueMessage(turn.messageId);
    expect(await answerStep(lane)).toMatchObject({ messageId: turn.messageId });
  });

  test("a wait without a failure uses up no attempt", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    const retry = { delayMs: 30_000, giveUpMs: 85_000, error: "at rest", isCounted: false };
    expect(await store.postponeAnswer(lane, turn, retry)).toBe(true);
    await clock.advance(30_000);
    expect(await answerStep(lane)).toMatchObject({ attempt: 0 });
  });

  test("a message whose process died is started once more, and the start is counted", async () => {
    const { receive, claim, answerStep, loseLanes } = setup();
    await receive();
    await answerStep(await claim());
    await loseLanes();
    expect(await answerStep(await claim())).toMatchObject({ starts: 2 });
  });

  test("no retry is granted that would come too late after the first model call", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    await receive({});
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(await store.beginModelCall(lane, turn, call())).toEqual(begunAt(clock.now()));
    await clock.advance(50_000);
    expect(await store.beginModelCall(lane, turn, call())).toEqual(begunAt(clock.now() - 50_000));
    const retry = { delayMs: 40_000, giveUpMs: 85_000, error: "busy", isCounted: true };
    expect(await store.postponeAnswer(lane, turn, retry)).toBe(false);
    const sooner = { ...retry, delayMs: 35_000 };
    expect(await store.postponeAnswer(lane, turn, sooner)).toBe(true);
  });

  test("a clock that was set ahead or back gives a message up no sooner", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    await receive({});
    const lane = await claim();
    const turn = await answerStep(lane);
    const retry = { delayMs: 2_000, giveUpMs: 85_000, error: "busy", isCounted: true };
    for (const jump of [86_400_000, -86_400_000]) {
      await store.beginModelCall(lane, turn, call());
      clock.jump(jump);
      expect(await store.postponeAnswer(lane, turn, retry)).toBe(true);
      expect(await store.beginModelCall(lane, turn, call())).toEqual(begunAt(clock.now()));
    }
  });

  test("a first call from before this process began counts for nothing", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    await receive({});
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginModelCall(lane, turn, call());
    clock.jump(3_600_000);
    const restartedAt = clock.now() - 1;
    const begun = await store.beginModelCall(lane, turn, call({ voidBefore: restartedAt }));
    expect(begun).toEqual(begunAt(clock.now()));
  });

  test("a message that is given up is dead, and its apology is sent before the next answer", async () => {
    const { store, receive, claim, answerStep, partStep } = setup();
    await receive({ text: "poison" });
    await receive({ text: "next" });
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(await store.deadLetterTurn(lane, turn, "sorry", "it broke")).toBe(true);
    const apology = await partStep(lane, "send");
    expect(wordsOfPart(apology.content)).toBe("sorry");
    await store.recordAccepted(lane, apology.id, at("SM1"));
    expect((await answerStep(lane)).text).toBe("next");
  });

  test("a conversation that rested too long is over: the next message begins with no history", async () => {
    const { store, clock, receive, claim, answerStep, answer } = setup();
    await receive({ text: "first" });
    const lane = await claim();
    await answer(lane, await answerStep(lane));
    clock.jump(3_600_000);
    await receive({ text: "within the hour" });
    const second = await answerStep(lane);
    expect(await store.history(second, 10)).toHaveLength(1);
    await answer(lane, second);
    clock.jump(3_600_001);
    await receive({ text: "much later" });
    const third = await answerStep(lane);
    expect(third.conversationId).not.toBe(second.conversationId);
    expect(await store.history(third, 10)).toEqual([]);
  });

  test("what waits together can be taken together: one answer, owned by the last, covers all", async () => {
    const { store, receive, claim } = setup();
    for (const text of ["one", "two", "three"]) await receive({ text });
    const lane = await claim();
    const step = await store.nextStep(lane, { ...LEASE, isMerged: true });
    if (step?.kind !== "answer") throw new Error(`expected an answer step, found ${step?.kind}`);
    const { turn } = step;
    expect([...turn.earlier, turn].map((message) => message.text)).toEqual(["one", "two", "three"]);
    await receive({ text: "four" });
    const retry = { delayMs: 1_000, giveUpMs: 85_000, error: "busy", isCounted: true };
    expect(await store.postponeAnswer(lane, turn, retry)).toBe(true);
    expect(await store.nextStep(lane, { ...LEASE, isMerged: true })).toBeNull();
    await setup().clock.advance(1_000);
    const again = await store.nextStep(lane, { ...LEASE, isMerged: true });
    if (again?.kind !== "answer") throw new Error(`expected an answer, found ${again?.kind}`);
    expect(again.turn).toMatchObject({ text: "four", attempt: 1, starts: 1 });
    expect(again.turn.earlier).toHaveLength(3);
    await setup().answer(lane, again.turn, "all four");
    expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 1 });
    const part = await setup().partStep(lane, "send");
    expect(part).toMatchObject({ content: textPart("all four"), messageId: again.turn.messageId });
  });
}
