import { expect, test } from "bun:test";
import type { AttachmentKind } from "../../../src/core/media-types.ts";
import { call, LEASE, type Setup } from "./setup.ts";

const usage = (totalTokens: number) => ({
  promptTokens: totalTokens,
  completionTokens: 0,
  totalTokens,
  cachedTokens: 0,
});

export function testSpending(setup: () => Setup): void {
  const OVER = { outcome: "over-limit" } as const;
  const AGAIN = { outcome: "over-limit-again" } as const;
  const outcome = (start: { outcome: string } | null) => start?.outcome ?? null;

  test("the most that a call may cost is reserved before it, and settled by its actual cost", async () => {
    const { store, receive, claim, answerStep } = setup();
    const budget = { dailyLimitPerUser: 250 };
    await receive();
    const lane = await claim();
    const first = await answerStep(lane);
    expect(outcome(await store.beginModelCall(lane, first, call(budget)))).toBe("begun");
    const answer = { text: "a", parts: [], model: "a-model", usage: usage(140), error: null };
    await store.recordAnswer(lane, first, answer);
    await receive();
    const second = await answerStep(lane);
    // 140 spent and 100 more would fit, 111 would not.
    expect(await store.beginModelCall(lane, second, call({ ...budget, tokens: 111 }))).toEqual(
      OVER,
    );
    expect(outcome(await store.beginModelCall(lane, second, call(budget)))).toBe("begun");
    expect(await store.beginModelCall(lane, second, call(budget))).toEqual(AGAIN);
  });

  test("a failed call releases its reservation; one interrupted by a crash does not", async () => {
    const { store, receive, claim, answerStep, loseLanes } = setup();
    const budget = { dailyLimitPerUser: 250 };
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginModelCall(lane, turn, call(budget));
    const retry = { delayMs: 0, giveUpMs: 85_000, error: "busy", isCounted: true };
    await store.postponeAnswer(lane, turn, retry);
    await store.beginModelCall(lane, await answerStep(lane), call(budget));
    await loseLanes();
    const heir = await claim();
    const again = await answerStep(heir);
    expect(outcome(await store.beginModelCall(heir, again, call(budget)))).toBe("begun");
    expect(outcome(await store.beginModelCall(heir, again, call(budget)))).toBe("over-limit");
  });

  test("a call that a crash cut off stays spent, even when the next start fails before it calls", async () => {
    const { store, receive, claim, answerStep, loseLanes } = setup();
    const budget = { dailyLimitPerUser: 150 };
    await receive();
    const lane = await claim();
    await store.beginModelCall(lane, await answerStep(lane), call(budget));
    await loseLanes();
    const heir = await claim();
    const retry = { delayMs: 0, giveUpMs: 85_000, error: "no media", isCounted: true };
    await store.postponeAnswer(heir, await answerStep(heir), retry);
    const again = await answerStep(heir);
    expect(outcome(await store.beginModelCall(heir, again, call(budget)))).toBe("over-limit");
  });

  test("other calls are reserved and settled like those to a model", async () => {
    const { store, receive, claim, answerStep } = setup();
    const { budget } = call({ dailyLimitPerUser: 150 });
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(await store.reserveTokens(lane, turn, budget)).toBe("reserved");
    expect(await store.settleTokens(lane, turn, 0)).toBe(true);
    expect(await store.reserveTokens(lane, turn, budget)).toBe("reserved");
    expect(await store.settleTokens(lane, turn, 60)).toBe(true);
    expect(await store.reserveTokens(lane, turn, budget)).toBe("over-limit");
    expect(await store.reserveTokens(lane, turn, { ...budget, tokens: 90 })).toBe("reserved");
    expect(await store.settleTokens(lane, turn, null)).toBe(true);
    expect(await store.settleTokens(lane, turn, 0)).toBe(true);
    expect(await store.reserveTokens(lane, turn, { ...budget, tokens: 1 })).toBe(
      "over-limit-again",
    );
  });

  test("one user's limit is nothing to another, the limit of all is, and a new day begins at nothing", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive({ from: "whatsapp:+491511111111" });
    await receive({ from: "whatsapp:+491522222222" });
    const [one, two] = [await claim(), await claim()];
    const turns = [await answerStep(one), await answerStep(two)] as const;
    const perUser = { dailyLimitPerUser: 100 };
    expect(outcome(await store.beginModelCall(one, turns[0], call(perUser)))).toBe("begun");
    expect(outcome(await store.beginModelCall(two, turns[1], call(perUser)))).toBe("begun");
    const all = { dailyLimit: 299 };
    expect(await store.beginModelCall(two, turns[1], call(all))).toEqual(OVER);
    const tomorrow = { ...all, day: "2026-11-23" };
    expect(outcome(await store.beginModelCall(two, turns[1], call(tomorrow)))).toBe("begun");
  });

  test("attachments that were looked at are counted by user and day", async () => {
    const { store, receive, claim } = setup();
    const kind: AttachmentKind = "image";
    const contentType = "image/png";
    await receive({ type: kind, attachments: [{ url: "https://x.example/1", contentType, kind }] });
    const lane = await claim();
    const step = await store.nextStep(lane, LEASE);
    if (step?.kind !== "answer") throw new Error("no turn");
    const { messageId, userId } = step.turn;
    const found = { state: "refused", kind, contentType, problem: "gone" } as const;
    const place = { messageId, idx: 0 };
    await store.recordUnderstanding(lane, place, found, "2026-11-22");
    expect(await store.mediaLookedAt(userId, "2026-11-22")).toBe(1);
    expect(await store.mediaLookedAt(userId, "2026-11-23")).toBe(0);
  });
}
