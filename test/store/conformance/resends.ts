import { expect, test } from "bun:test";
import { textPart, wordsOfPart } from "../../../src/core/reply-part.ts";
import type { OpenPart } from "../../../src/store/sends.ts";
import { at, LEASE, type Setup } from "./setup.ts";

const AGAIN = { delayMs: 5_000, withinMs: 600_000, maxTimes: 3 };

export function testResends(setup: () => Setup): void {
  /** One message with these parts, the first of them accepted. */
  async function acceptFirst(...parts: string[]) {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive();
    const lane = await claim();
    await answer(lane, await answerStep(lane), ...parts);
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at("SM1"));
    return { lane, part };
  }
  const fail = (part: OpenPart, sid = "SM1") =>
    setup().store.recordStatus(
      { nonce: part.nonce, sid, status: "failed", errorCode: "63018" },
      AGAIN,
    );

  test("a part that failed on its way is pending again after its delay, under another nonce", async () => {
    const { store, clock, claim, partStep } = setup();
    const { lane, part } = await acceptFirst("one");
    await store.releaseLane(lane);
    expect(await fail(part)).not.toBeNull();
    expect(await store.claimLane("me", 30_000)).toBeNull();
    await clock.advance(AGAIN.delayMs);
    const again = await partStep(await claim(), "send");
    expect(again).toMatchObject({ id: part.id, content: textPart("one") });
    expect(again.nonce).not.toBe(part.nonce);
    // What is still told of the first send is nothing of the second's.
    expect(await fail(part)).toBeNull();
  });

  test("it is sent again although parts behind it are held until the user asks for more", async () => {
    const { store, clock, receive, claim, answerStep, partStep } = setup();
    await receive();
    const lane = await claim();
    const parts = { parts: [textPart("one")], held: [textPart("two")] };
    const record = { text: "one two", ...parts, model: null, usage: null, error: null };
    await store.recordAnswer(lane, await answerStep(lane), record);
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at("SM1"));
    await store.releaseLane(lane);
    await fail(part);
    await clock.advance(AGAIN.delayMs);
    expect(await partStep(await claim(), "send")).toMatchObject({ content: textPart("one") });
  });

  test("it is sent again three times and no more", async () => {
    const { store, clock, partStep } = setup();
    const { lane, part } = await acceptFirst("one");
    let last = part;
    for (let times = 1; times <= AGAIN.maxTimes; times += 1) {
      await fail(last, `SM${times}`);
      await clock.advance(AGAIN.delayMs);
      last = await partStep(lane, "send");
      await store.recordAccepted(lane, last.id, at(`SM${times + 1}`));
    }
    expect(await fail(last, `SM${AGAIN.maxTimes + 1}`)).not.toBeNull();
    await clock.advance(AGAIN.delayMs);
    await store.releaseLane(lane);
    expect(await store.untilDue()).toBeNull();
  });

  test("it stays failed when it is old", async () => {
    const { store, clock } = setup();
    const { lane, part } = await acceptFirst("one");
    await clock.advance(AGAIN.withinMs + 1);
    await fail(part);
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    await store.releaseLane(lane);
    expect(await store.untilDue()).toBeNull();
  });

  test("it stays failed when a later part was sent: the order is worth more", async () => {
    const { store, partStep } = setup();
    const { lane, part } = await acceptFirst("one", "two");
    const second = await partStep(lane, "send");
    await store.recordAccepted(lane, second.id, at("SM2"));
    await fail(part);
    await store.releaseLane(lane);
    expect(await store.untilDue()).toBeNull();
  });

  test("the parts behind it wait for it", async () => {
    const { clock, partStep } = setup();
    const { lane, part } = await acceptFirst("one", "two");
    await fail(part);
    await clock.advance(AGAIN.delayMs);
    expect(wordsOfPart((await partStep(lane, "send")).content)).toBe("one");
  });

  test("a failure that is reported before the send returns is not forgotten when it does", async () => {
    const { store, clock, receive, claim, answerStep, partStep, answer } = setup();
    await receive();
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one");
    const part = await partStep(lane, "send");
    await fail(part);
    expect(await store.recordAccepted(lane, part.id, at("SM1"))).toBe(true);
    await clock.advance(AGAIN.delayMs);
    expect(wordsOfPart((await partStep(lane, "send")).content)).toBe("one");
  });
}
