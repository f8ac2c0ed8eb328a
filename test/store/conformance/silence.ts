import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import { aMessage } from "../../messages.ts";
import { admitted, call, LEASE, type Setup } from "./setup.ts";

const NUMBER = "whatsapp:+4915112345678";
const AFTER_MS = 80_000;

export function testSilence(setup: () => Setup): void {
  const stop = (optOut: "stop" | "start", text: string | null = null) =>
    setup().store.receive(aMessage({ text: optOut }), () => ({
      admitted: false,
      why: optOut === "stop" ? "opted-out" : "opted-in",
      optOut,
      notice: text === null ? null : { text, everyMs: 0 },
    }));
  const begin = () =>
    setup().store.beginDelayNotice({ afterMs: AFTER_MS, graceMs: 60_000, line: () => "wait" });

  test("the waiting messages and parts of a user who opted out are dropped", async () => {
    const { store, clock, receive, claim, answerStep, answer } = setup();
    await receive({ text: "one" });
    const lane = await claim();
    const turn = await answerStep(lane);
    await receive({ text: "two" });
    await stop("stop", "silence");
    expect(await store.beginModelCall(lane, turn, call())).toBeNull();
    expect(await answer(lane, turn, "too late")).toBe(false);
    expect(await store.deadLetterTurn(lane, turn, "sorry", "too late")).toBe(false);
    await store.releaseLane(lane);
    const next = await claim();
    const step = await store.nextStep(next, LEASE);
    expect(step).toMatchObject({ kind: "send", part: { content: textPart("silence") } });
    await clock.advance(1);
    expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 1 });
    expect(await store.notify(NUMBER, () => "news", { topic: "news", everyMs: 0 })).toBe(false);
    await stop("start");
    expect(await store.notify(NUMBER, () => "news", { topic: "news", everyMs: 0 })).toBe(true);
  });

  test("a part that was not sent before the silence is not sent after it", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    await receive();
    const lane = await claim();
    await answer(lane, await answerStep(lane), "one");
    const part = await partStep(lane, "send");
    await stop("stop");
    await store.postponeSend(lane, part.id, 0, { code: "429", message: "busy" });
    expect(await store.nextStep(lane, LEASE)).toBeNull();
    expect(await store.overview()).toMatchObject({ waitingParts: 0 });
  });

  test("a message is judged by an opt-out, and one of two merged rows opts out for both", async () => {
    const { store } = setup();
    const silence: boolean[] = [];
    const judge = (phoneNumber: string) =>
      store.receive(aMessage({ from: phoneNumber }), ({ isOptedOut }) => {
        silence.push(isOptedOut);
        return admitted();
      });
    await stop("stop");
    await judge(NUMBER);
    await stop("start");
    await judge(NUMBER);
    expect(silence).toEqual([true, false]);
  });

  test("the bot is silent for a user who was known as two, one of them taken over", async () => {
    const { store, receive, query } = setup();
    const id = "whatsapp:DE.holder";
    await receive({ text: "one" });
    const identity = { phoneNumber: null, externalUserId: id };
    await receive({ text: "two", identity, from: id });
    await query(
      `UPDATE users SET taken_over_by = 'Grace', taken_over_at = 1 WHERE external_user_id = '${id}'`,
    );
    const both = { phoneNumber: NUMBER, externalUserId: id };
    expect(await receive({ text: "three", identity: both })).toMatchObject({
      outcome: "taken-over",
    });
    expect(await store.overview()).toMatchObject({ waitingMessages: 0, waitingParts: 0 });
    expect(await query("SELECT taken_over_by FROM users")).toMatchObject([
      { taken_over_by: "Grace" },
    ]);
  });

  test("a waiting user is notified once, and the answer does not wait for it", async () => {
    const { store, clock, receive, claim, answerStep, partStep, answer } = setup();
    await receive();
    await clock.advance(AFTER_MS - 1);
    expect(await begin()).toBeNull();
    const lane = await claim();
    const turn = await answerStep(lane);
    await clock.advance(1);
    const notice = await begin();
    expect(notice).toMatchObject({ to: NUMBER, content: textPart("wait"), isNotice: true });
    expect(await begin()).toBeNull();
    await answer(lane, turn, "one");
    expect(await partStep(lane, "send")).toMatchObject({ content: textPart("one") });
    await store.endDelayNotice(notice?.id ?? 0, { sid: "SM-wait" });
    expect(await store.knownSids(["SM-wait"])).toEqual(new Set(["SM-wait"]));
    await clock.advance(10 * AFTER_MS);
    expect(await begin()).toBeNull();
  });

  test("a notice that was not sent is dropped, and an unknown outcome stays unknown", async () => {
    const { store, clock, receive } = setup();
    for (const end of ["not-sent", "unknown"] as const) {
      await receive({ from: `whatsapp:+49151000000${end.length}` });
      await clock.advance(AFTER_MS);
      const notice = await begin();
      expect(notice).not.toBeNull();
      await store.endDelayNotice(notice?.id ?? 0, end);
    }
    expect(await store.overview()).toMatchObject({ waitingMessages: 2, waitingParts: 0 });
  });
}
