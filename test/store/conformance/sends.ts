import { expect, test } from "bun:test";
import { textPart, wordsOfPart } from "../../../src/core/reply-part.ts";
import { at, LEASE, type Setup } from "./setup.ts";

export function testSends(setup: () => Setup): void {
  test("a send that certainly failed is pending again after its delay", async () => {
    const { store, clock, receive, claim, answerStep, partStep, answer } = setup();
    await receive({});
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one");
    const part = await partStep(lane, "send");
    const failure = { code: "20429", message: "too many" };
    await store.postponeSend(lane, part.id, 2_000, failure);
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    await clock.advance(2_000);
    expect(await partStep(lane, "send")).toMatchObject({
      content: textPart("one"),
      attempt: 1,
      lookups: 0,
    });
  });

  test("reports that come at once are stored each, whatever comes twice or names no part of ours", async () => {
    const { store, receive, claim, answerStep, partStep, answer, query } = setup();
    const nonces: (string | null)[] = [];
    for (const [place, from] of ["whatsapp:+4915112345670", "whatsapp:+4915112345671"].entries()) {
      await receive({ from, sid: `IN${place}` });
      const lane = await claim();
      await answer(lane, await answerStep(lane), "one");
      const { id, nonce } = await partStep(lane, "send");
      await store.recordAccepted(lane, id, at(`SM${place}`));
      nonces.push(nonce);
    }
    const [first = null, second = null] = nonces;
    const report = (nonce: string | null, sid: string, status: "accepted" | "sent" | "read") =>
      store.recordStatus({ nonce, sid, status, errorCode: null });
    const told = await Promise.all([
      report(first, "SM0", "read"),
      report(first, "SM0", "sent"),
      report(second, "SM1", "sent"),
      report(second, "SM1", "accepted"),
      report(second, "SM-another", "read"),
      report("nobody's", "SM9", "read"),
    ]);
    expect(told.map((part) => part?.part ?? null)).toEqual([0, 0, 0, 0, null, null]);
    expect(await query("SELECT state FROM deliveries ORDER BY id")).toEqual([
      { state: "read" },
      { state: "sent" },
    ]);
  });

  test("the next holder of a lane looks up its uncertain part at once, and waits between look-ups", async () => {
    const { store, clock, receive, claim, answerStep, partStep, answer, loseLanes } = setup();
    await receive({});
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one");
    await partStep(lane, "send");
    await loseLanes();
    await clock.advance(2_000);
    const heir = await claim();
    const step = await store.nextStep(heir, LEASE);
    expect(step).toMatchObject({
      kind: "look-up",
      parts: [{ content: textPart("one") }],
      at: clock.now(),
    });
    const [part] = step?.kind === "look-up" ? step.parts : [];
    expect(part?.startedAt).toBe(clock.now() - 2_000);
    await store.postponeLookup(heir, part?.id ?? 0, { delayMs: 15_000, isCounted: true });
    expect(await store.nextStep(heir, LEASE)).toBeNull();
    await store.releaseLane(heir);
    await clock.advance(14_999);
    expect(await store.claimLane("me", 30_000)).toBeNull();
    await clock.advance(1);
    expect(await partStep(await claim(), "look-up")).toMatchObject({ lookups: 1 });
  });

  test("a delivery report proves an uncertain send, even before the send returns", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive({});
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one", "two");
    const { id, nonce } = await partStep(lane, "send");
    const report = { nonce, sid: "SM1", errorCode: null };
    expect(await store.recordStatus({ ...report, status: "delivered" })).toMatchObject({ part: 0 });
    expect(await store.recordAccepted(lane, id, at("SM1"))).toBe(true);
    // Ranks only rise: the late "sent" and "accepted" change nothing, "read" does.
    expect(await store.recordStatus({ ...report, status: "sent" })).toMatchObject({ part: 0 });
    expect(wordsOfPart((await partStep(lane, "send")).content)).toBe("two");
    expect(await store.knownSids(["SM1", "SM2"])).toEqual(new Set(["SM1"]));
  });

  test("a delivery report wakes the lane of an uncertain part", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive({});
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one", "two");
    const { id, nonce } = await partStep(lane, "send");
    await store.postponeLookup(lane, id, { delayMs: 10_000, isCounted: false });
    await store.releaseLane(lane);
    expect(await store.claimLane("me", 30_000)).toBeNull();
    await store.recordStatus({ nonce, sid: "SM1", status: "sent", errorCode: null });
    expect(wordsOfPart((await partStep(await claim(), "send")).content)).toBe("two");
  });

  test("the next part waits until the one before is reported sent, or for its time", async () => {
    const { store, clock, receive, claim, answerStep, partStep, answer } = setup();
    await receive();
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one", "two", "three");
    const one = await partStep(lane, "send");
    await store.recordAccepted(lane, one.id, { sid: "SM1", nextAfterMs: 2_000 });
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    await store.releaseLane(lane);
    await store.recordStatus({ nonce: one.nonce, sid: "SM1", status: "sent", errorCode: null });
    const again = await claim();
    const two = await partStep(again, "send");
    expect(wordsOfPart(two.content)).toBe("two");
    await store.recordAccepted(again, two.id, { sid: "SM2", nextAfterMs: 2_000 });
    expect(await store.nextStep(again, LEASE)).toBeNull();
    await clock.advance(2_000);
    expect(wordsOfPart((await partStep(again, "send")).content)).toBe("three");
  });

  test("a report about nothing of ours changes nothing", async () => {
    const { store } = setup();
    const report = {
      nonce: "f".repeat(32),
      sid: "SM9",
      status: "sent",
      errorCode: null,
    } as const;
    expect(await store.recordStatus(report)).toBeNull();
    expect(await store.recordStatus({ ...report, nonce: null })).toBeNull();
  });

  test("a refused part ends its message: the parts behind it are never sent", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive({ text: "first" });
    await receive({ text: "second" });
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one", "two");
    const part = await partStep(lane, "send");
    await store.recordRefused(lane, part.id, { code: "63016", message: "window closed" });
    expect((await answerStep(lane)).text).toBe("second");
  });

  test("an unknown part does not hold the next", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive({});
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one", "two");
    const part = await partStep(lane, "send");
    await store.recordUnknown(lane, part.id);
    expect(wordsOfPart((await partStep(lane, "send")).content)).toBe("two");
  });
}
