import { expect, test } from "bun:test";
import type { StepOptions } from "../../../src/store/lane-store.ts";
import { at, LEASE, type Setup } from "./setup.ts";

const MERGED: StepOptions = { ...LEASE, isMerged: true };
const REPORTED: StepOptions = { ...MERGED, suspects: { kind: "report" } };
const PUT_OFF: StepOptions = { ...MERGED, suspects: { kind: "put-off", delayMs: 20_000 } };

export function testSuspects(setup: () => Setup): void {
  /** Begins what this user has waiting and loses the lane, as a process does that dies. */
  async function die(options: StepOptions = MERGED) {
    const lane = await setup().claim();
    const step = await setup().store.nextStep(lane, options);
    await setup().loseLanes();
    return step?.kind === "answer" ? step.turn : null;
  }

  test("a message that was begun twice without an end is reported before its third start, not begun", async () => {
    const { store, receive, claim } = setup();
    await receive({ text: "poison" });
    expect(await die()).toMatchObject({ starts: 1 });
    expect(await die(REPORTED)).toMatchObject({ starts: 2 });
    const lane = await claim();
    for (const _ of [1, 2]) {
      expect(await store.nextStep(lane, REPORTED)).toMatchObject({ kind: "suspect" });
    }
    expect(await store.nextStep(lane, MERGED)).toMatchObject({ turn: { starts: 3 } });
  });

  test("a message whose start alone had no end either is handed out to be given up", async () => {
    const { store, receive, claim } = setup();
    await receive({ text: "poison" });
    for (const _ of [1, 2, 3]) await die();
    expect(await store.nextStep(await claim(), PUT_OFF)).toMatchObject({
      turn: { text: "poison", starts: 4 },
    });
  });

  test("a suspect shares its turn with no other message, and neither do those of its burst", async () => {
    const { store, receive, claim, answer, partStep } = setup();
    for (const text of ["one", "two"]) await receive({ text });
    for (const _ of [1, 2]) expect((await die())?.earlier).toHaveLength(1);
    await receive({ text: "three" });
    const lane = await claim();
    for (const text of ["one", "two", "three"]) {
      const step = await store.nextStep(lane, MERGED);
      if (step?.kind !== "answer") throw new Error(`expected an answer step, found ${step?.kind}`);
      expect(step.turn).toMatchObject({ text, earlier: [] });
      await answer(lane, step.turn, `answer to ${text}`);
      await store.recordAccepted(lane, (await partStep(lane, "send")).id, at(`SM-${text}`));
    }
  });

  test("a burst ends before a suspect in it", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive({ text: "given up" });
    const lane = await claim();
    const given = await answerStep(lane);
    await store.deadLetterTurn(lane, given, "sorry", "busy");
    const apology = await setup().partStep(lane, "send");
    await store.recordAccepted(lane, apology.id, at("SM1"));
    await store.releaseLane(lane);
    await receive({ text: "suspect" });
    for (const _ of [1, 2]) await die();
    await receive({ text: "later" });
    await store.requeueMessage(given.messageId);
    expect(await store.nextStep(await claim(), MERGED)).toMatchObject({
      turn: { text: "given up", earlier: [], starts: 1 },
    });
  });

  test("a postponed suspect holds back its user's later messages, not another user's", async () => {
    const { store, clock, receive, claim } = setup();
    await receive({ text: "suspect" });
    for (const _ of [1, 2]) await die();
    const lane = await claim();
    expect(await store.nextStep(lane, PUT_OFF)).toBeNull();
    await store.releaseLane(lane);
    expect(await store.untilDue()).toBe(20_000);
    await receive({ from: "whatsapp:+491522222222", text: "other" });
    const other = await claim();
    expect(other.userId).not.toBe(lane.userId);
    await clock.advance(20_000);
    expect(await store.nextStep(await claim(), REPORTED)).toMatchObject({ kind: "suspect" });
  });

  test("a suspect whose wait outlived its process is begun beside others, and that is not counted", async () => {
    const { clock, receive } = setup();
    await receive({ text: "suspect" });
    for (const _ of [1, 2]) await die();
    expect(await die(PUT_OFF)).toBeNull();
    await clock.advance(20_000);
    expect(await die(PUT_OFF)).toMatchObject({ text: "suspect", starts: 2 });
    // Begun, and without an end once more: it waits again.
    expect(await die(PUT_OFF)).toBeNull();
  });

  test("a turn that was interrupted while its process lives does not count against its messages", async () => {
    const { store, receive, claim } = setup();
    for (const text of ["one", "two"]) await receive({ text });
    await die();
    const lane = await claim();
    for (const _ of [1, 2, 3]) {
      const step = await store.nextStep(lane, MERGED);
      if (step?.kind !== "answer") throw new Error(`expected an answer step, found ${step?.kind}`);
      expect(step.turn).toMatchObject({ text: "two", starts: 2 });
      expect(await store.spareTurn(lane, step.turn)).toBe(true);
    }
  });
}
