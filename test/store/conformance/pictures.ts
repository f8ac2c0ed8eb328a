import { expect, test } from "bun:test";
import { NO_LIMITS } from "../../../src/store/charges.ts";
import type { FileEffect } from "../../../src/store/tool-effects.ts";
import { pictured } from "../../outgoing-file.ts";
import { at, call, type Setup } from "./setup.ts";

const DAY = "2026-11-22";
const EFFECT: FileEffect = {
  kind: "send-file",
  contentType: "image/png",
  name: "picture.png",
  base64: Buffer.from(pictured(null, 5).file.bytes).toString("base64"),
};

export function testPictures(setup: () => Setup): void {
  test("the pictures of a user are counted by day, and none is made beyond the limit", async () => {
    const { store, receive } = setup();
    await receive();
    expect(await store.countPicture(1, DAY, 2)).toBe(true);
    expect(await store.countPicture(1, DAY, 2)).toBe(true);
    expect(await store.countPicture(1, DAY, 2)).toBe(false);
    expect(await store.countPicture(2, DAY, 2)).toBe(true);
    expect(await store.countPicture(1, "2026-11-23", 2)).toBe(true);
    await store.uncountPicture(1, DAY);
    expect(await store.countPicture(1, DAY, 2)).toBe(true);
    expect(await store.countPicture(1, DAY, 0)).toBe(true);
  });

  test("two pictures at the same time do not share the last place", async () => {
    const { store } = setup();
    const made = await Promise.all([1, 2, 3, 4].map(() => store.countPicture(1, DAY, 2)));
    expect(made.filter(Boolean)).toHaveLength(2);
  });

  test("a call whose paid tools would pass a budget is begun without them", async () => {
    const { store, receive, claim, answerStep, query } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    const of = { kind: "model", channel: null, provider: "openai", model: "a-model" } as const;
    const costing = (nanoDollars: bigint) =>
      call({ money: { ...NO_LIMITS, dailyPerUser: 100n, call: nanoDollars, parts: 0n, of } });
    const { budget: lesser } = costing(60n);
    const begun = await store.beginModelCall(lane, turn, { ...costing(500n), lesser });
    expect(begun).toMatchObject({ outcome: "begun", isLesser: true });
    expect(await query("SELECT nano_dollars FROM reservations")).toMatchObject([
      { nano_dollars: expect.anything() },
    ]);
    await store.settleTokens(lane, turn, 0, []);
    const whole = await store.beginModelCall(lane, turn, { ...costing(90n), lesser });
    expect(whole).toMatchObject({ outcome: "begun" });
    expect(whole).not.toHaveProperty("isLesser");
    await store.settleTokens(lane, turn, 0, []);
    const neither = { ...costing(500n), lesser: costing(400n).budget };
    expect(await store.beginModelCall(lane, turn, neither)).toEqual({ outcome: "over-limit" });
  });

  test("the file that a tool made is kept with its call until the answer has it as a part", async () => {
    const { store, receive, claim, answerStep, partStep, query } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    const calls = [{ id: "c1", name: "create_picture", arguments: "{}" }];
    await store.beginToolCalls(lane, turn, { round: 0, calls, continuation: null });
    const place = { messageId: turn.messageId, round: 0, idx: 0 };
    await store.finishToolCall(lane, place, { state: "finished", result: "made", effect: EFFECT });
    expect(await store.toolCallsOf(turn)).toMatchObject([{ end: { effect: EFFECT } }]);
    await store.recordAnswer(lane, turn, {
      text: "A cat.",
      parts: [pictured("A cat.", 5)],
      effects: [EFFECT],
      model: "a-model",
      usage: null,
      error: null,
    });
    expect(await query("SELECT effect, result FROM tool_calls")).toEqual([
      { effect: null, result: "made" },
    ]);
    expect(await query("SELECT ai_response FROM messages")).toEqual([
      { ai_response: "A cat.\n\n[picture]" },
    ]);
    expect(await partStep(lane, "send")).toMatchObject({ content: { caption: "A cat." } });
  });

  test("the newest picture that a user was sent is found, and a quoted one, and nobody else's", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    const send = async (seed: number, sid: string) => {
      await receive({ text: "draw" });
      const lane = await claim();
      await answer(lane, await answerStep(lane), pictured(null, seed));
      await store.recordAccepted(lane, (await partStep(lane, "send")).id, at(sid));
      await store.releaseLane(lane);
    };
    await send(1, "MM1");
    await send(2, "MM2");
    await receive({ text: "in winter, please" });
    const lane = await claim();
    const turn = await answerStep(lane);
    const seedOf = async (sid: string | null) =>
      (await store.sentPicture(turn, sid))?.bytes.at(-1) ?? null;
    expect(await seedOf(null)).toBe(2);
    expect(await seedOf("MM1")).toBe(1);
    expect(await seedOf("MM9")).toBeNull();
    await store.releaseLane(lane);
    const other = "whatsapp:+4915187654321";
    await receive({
      text: "and mine?",
      from: other,
      identity: { phoneNumber: other, externalUserId: null },
    });
    const others = await claim();
    const theirs = await answerStep(others.userId === lane.userId ? await claim() : others);
    expect(await store.sentPicture(theirs, null)).toBeNull();
    expect(await store.sentPicture(theirs, "MM1")).toBeNull();
  });
}
