import { expect, test } from "bun:test";
import { type CallEnd, MAX_PAST_LENGTH, type NewRound } from "../../../src/store/tool-calls.ts";
import type { Turn } from "../../../src/store/turn.ts";
import { LEASE, type Setup } from "./setup.ts";

const CLOCK = { id: "call_1", name: "clock", arguments: '{"city":"Lisbon"}' };
const MAIL = { id: "call_2", name: "mail", arguments: null };
const NOON: CallEnd = { state: "finished", result: "12:00 ✓", effect: null };
const SECRET: CallEnd = { state: "finished", result: "the-secret", effect: null };
const FAILED: CallEnd = { state: "failed", result: "The tool failed.", effect: null };
const KEPT = { of: "m through responses", data: '[{"encrypted_content":"\\u0000"}]' };

const round = (over: Partial<NewRound> = {}): NewRound => ({
  round: 0,
  calls: [CLOCK, MAIL],
  continuation: KEPT,
  ...over,
});
const placeIn = ({ messageId }: Turn, idx = 0, of = 0) => ({ messageId, round: of, idx });

export function testToolCalls(setup: () => Setup): void {
  test("calls are known from before they are made, each with its end", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(await store.toolCallsOf(turn)).toEqual([]);
    expect(await store.beginToolCalls(lane, turn, round())).toBe(true);
    const [first, second] = [placeIn(turn), placeIn(turn, 1)];
    const begun = [
      { ...first, call: CLOCK, continuation: KEPT, end: null },
      { ...second, call: MAIL, continuation: null, end: null },
    ];
    expect(await store.toolCallsOf(turn)).toEqual(begun);
    expect(await store.finishToolCall(lane, second, FAILED)).toBe(true);
    expect(await store.finishToolCall(lane, first, NOON)).toBe(true);
    const next = round({ round: 1, calls: [CLOCK], continuation: null });
    expect(await store.beginToolCalls(lane, turn, next)).toBe(true);
    expect(await store.toolCallsOf(turn)).toEqual([
      { ...first, call: CLOCK, continuation: KEPT, end: NOON },
      { ...second, call: MAIL, continuation: null, end: FAILED },
      { ...placeIn(turn, 0, 1), call: CLOCK, continuation: null, end: null },
    ]);
  });

  test("the changes that calls ask for are kept with their ends, and made with the answer alone", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    const effect = { kind: "remember-fact", text: "Ada eats no meat" } as const;
    await store.beginToolCalls(lane, turn, round());
    await store.finishToolCall(lane, placeIn(turn), { ...NOON, effect });
    expect((await store.toolCallsOf(turn))[0]?.end).toEqual({ ...NOON, effect });
    expect(await store.factsOf(turn.userId)).toEqual([]);
    const effects = [effect, effect, { kind: "remember-fact", text: "Ada is 36" }] as const;
    const record = { text: "Noted.", parts: [], model: null, usage: null, error: null };
    expect(await store.recordAnswer(lane, turn, { ...record, effects })).toBe(true);
    const known = await store.factsOf(turn.userId);
    expect(known.map(({ text }) => text)).toEqual(["Ada eats no meat", "Ada is 36"]);
    await receive({ text: "Forget that" });
    const again = await answerStep(lane);
    const forgotten = [{ kind: "forget-fact", text: "Ada eats no meat" }] as const;
    expect(await store.recordAnswer(lane, again, { ...record, effects: forgotten })).toBe(true);
    expect((await store.factsOf(turn.userId)).map(({ text }) => text)).toEqual(["Ada is 36"]);
    expect(await store.factsOf(turn.userId + 1)).toEqual([]);
  });

  test("a user has at most 50 facts, of 1,500 characters together", async () => {
    const { store, receive, claim, answerStep } = setup();
    const record = { text: "Noted.", parts: [], model: null, usage: null, error: null };
    const tell = async (from: string, texts: readonly string[]) => {
      await receive({ from });
      const lane = await claim();
      const turn = await answerStep(lane);
      const effects = texts.map((text) => ({ kind: "remember-fact", text }) as const);
      await store.recordAnswer(lane, turn, { ...record, effects });
      await store.releaseLane(lane);
      return (await store.factsOf(turn.userId)).length;
    };
    const [ada, bob] = ["whatsapp:+491511111111", "whatsapp:+491522222222"];
    expect(await tell(ada, ["x".repeat(1_401), "y".repeat(100), "z".repeat(99)])).toBe(2);
    expect(await tell(ada, ["not one more"])).toBe(2);
    expect(
      await tell(
        bob,
        Array.from({ length: 60 }, (_, n) => `${n}`),
      ),
    ).toBe(50);
  });

  test("what calls of earlier turns found is known in their order, to this user's conversation alone", async () => {
    const { store, receive, claim, answerStep } = setup();
    const long = "𝓪".repeat(2_000);
    const call = async (from: string, end: CallEnd) => {
      await receive({ from });
      const lane = await claim();
      const turn = await answerStep(lane);
      await store.beginToolCalls(lane, turn, round());
      await store.finishToolCall(lane, placeIn(turn, 1), FAILED);
      await store.finishToolCall(lane, placeIn(turn), end);
      await store.beginToolCalls(lane, turn, round({ round: 1, calls: [CLOCK] }));
      const past = await store.pastToolCalls(turn, 0);
      const record = { text: "Well.", parts: [], model: null, usage: null, error: null };
      await store.recordAnswer(lane, turn, record);
      await store.releaseLane(lane);
      return { turn, past };
    };
    const [ada, bob] = ["whatsapp:+491511111111", "whatsapp:+491522222222"];
    const first = await call(ada, NOON);
    await call(bob, SECRET);
    const second = await call(ada, { ...NOON, result: long });
    await receive({ from: ada });
    const third = await answerStep(await claim());
    const { messageId } = first.turn;
    const ofFirst = [
      { messageId, name: "clock", arguments: CLOCK.arguments, result: NOON.result },
      { messageId, name: "mail", arguments: null, result: FAILED.result },
    ];
    expect(first.past).toEqual([]);
    expect(second.past).toEqual(ofFirst);
    const ofSecond = [
      { ...ofFirst[0], messageId: second.turn.messageId, result: "𝓪".repeat(MAX_PAST_LENGTH) },
      { ...ofFirst[1], messageId: second.turn.messageId },
    ];
    expect(await store.pastToolCalls(third, 0)).toMatchObject([...ofFirst, ...ofSecond]);
    expect(await store.pastToolCalls(third, messageId + 1)).toMatchObject(ofSecond);
  });

  test("a call ends once, and what is none has no end", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginToolCalls(lane, turn, round());
    expect(await store.finishToolCall(lane, placeIn(turn), NOON)).toBe(true);
    expect(await store.finishToolCall(lane, placeIn(turn), FAILED)).toBe(false);
    expect(await store.finishToolCall(lane, placeIn(turn, 5), NOON)).toBe(false);
    expect((await store.toolCallsOf(turn))[0]?.end).toEqual(NOON);
  });

  test("a worker that lost the lane begins no call and ends none; the next holder finds the begun ones", async () => {
    const { store, receive, claim, answerStep, loseLanes } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginToolCalls(lane, turn, round());
    await loseLanes();
    const heir = await claim();
    const again = await answerStep(heir);
    expect(await store.beginToolCalls(lane, turn, round({ round: 1 }))).toBe(false);
    expect(await store.finishToolCall(lane, placeIn(turn), NOON)).toBe(false);
    expect(await store.toolCallsOf(again)).toMatchObject([
      { call: CLOCK, end: null },
      { call: MAIL, end: null },
    ]);
    expect(await store.finishToolCall(heir, placeIn(again), FAILED)).toBe(true);
  });

  test("no call is begun for a turn that no longer waits, and none is ended for another user's", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    await receive({ from: "whatsapp:+491511111111" });
    await receive({ from: "whatsapp:+491522222222" });
    const [one, two] = [await claim(), await claim()];
    const [mine, other] = [await answerStep(one), await answerStep(two)];
    await store.beginToolCalls(one, mine, round());
    expect(await store.finishToolCall(two, placeIn(mine), NOON)).toBe(false);
    await answer(two, other, "done");
    expect(await store.beginToolCalls(two, other, round())).toBe(false);
    expect(await store.toolCallsOf(other)).toEqual([]);
  });

  test("a turn that takes in a newer message knows the calls of the older ones", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginToolCalls(lane, turn, round());
    await store.finishToolCall(lane, placeIn(turn), NOON);
    await receive({ text: "no, wait" });
    await store.spareTurn(lane, turn);
    const step = await store.nextStep(lane, { ...LEASE, isMerged: true });
    if (step?.kind !== "answer") throw new Error(`expected an answer, found ${step?.kind}`);
    await store.beginToolCalls(lane, step.turn, round({ calls: [MAIL], continuation: null }));
    expect(await store.toolCallsOf(step.turn)).toMatchObject([
      { messageId: turn.messageId, call: CLOCK, end: NOON },
      { messageId: turn.messageId, call: MAIL, end: null },
      { messageId: step.turn.messageId, round: 0, call: MAIL, end: null },
    ]);
  });

  test("an erased user leaves no call behind, nor does an old message", async () => {
    const { store, receive, claim, answerStep, answer, query, clock } = setup();
    const calls = async () => (await query("SELECT name FROM tool_calls")).length;
    const call = async () => {
      await receive();
      const lane = await claim();
      const turn = await answerStep(lane);
      await store.beginToolCalls(lane, turn, round({ calls: [CLOCK] }));
      await store.finishToolCall(lane, placeIn(turn), SECRET);
      await answer(lane, turn);
      return lane;
    };
    const lane = await call();
    await receive({ text: "/forget" });
    const asked = await answerStep(lane);
    expect(await calls()).toBe(1);
    await store.forget(lane, asked.messageId, "Gone.");
    expect(await calls()).toBe(0);
    const part = await setup().partStep(lane, "send");
    await store.recordAccepted(lane, part.id, { sid: "SM-gone", nextAfterMs: 0 });
    await store.releaseLane(lane);
    await store.releaseLane(await call());
    expect(await calls()).toBe(1);
    clock.jump(100);
    await store.deleteMessages(50, 100);
    expect(await calls()).toBe(0);
  });
}
