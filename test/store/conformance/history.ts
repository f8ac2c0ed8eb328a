import { expect, test } from "bun:test";
import { at, call, type Setup } from "./setup.ts";

export function testHistory(setup: () => Setup): void {
  test("history holds both sides of this conversation, oldest first, cut at the limit", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    for (const text of ["a", "b", "c"]) {
      await receive({ text });
      const lane = await claim();
      await answer(lane, await answerStep(lane), text.toUpperCase());
      const part = await partStep(lane, "send");
      await store.recordAccepted(lane, part.id, at(`SM-${text}`));
      await store.releaseLane(lane);
    }
    await receive({ from: "whatsapp:+491522222222", text: "somebody else" });
    await receive({ text: "d" });
    const lanes = [await claim(), await claim()];
    const turns = await Promise.all(lanes.map(answerStep));
    const turn = turns.find((candidate) => candidate.text === "d");
    if (turn === undefined) throw new Error("the turn is missing");
    expect((await store.history(turn, 10)).map((past) => past.text)).toEqual(Array.from("aAbBcC"));
    expect((await store.history(turn, 3)).map((past) => past.text)).toEqual(["B", "c", "C"]);
    expect((await store.history(turn, 3)).map((past) => past.role)).toEqual([
      "assistant",
      "user",
      "assistant",
    ]);
  });

  test("history begins with the message that the last call's did, until a call begins with another", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    const begin = async (text: string) => {
      await receive({ text });
      const lane = await claim();
      return { lane, turn: await answerStep(lane) };
    };
    const end = async ({ lane, turn }: Awaited<ReturnType<typeof begin>>) => {
      await answer(lane, turn, turn.text.toUpperCase());
      const part = await partStep(lane, "send");
      await store.recordAccepted(lane, part.id, at(`SM-${turn.text}`));
      await store.releaseLane(lane);
    };
    for (const text of ["a", "b", "c"]) await end(await begin(text));
    const first = await begin("d");
    const { lane, turn } = first;
    const past = await store.history(turn, 10);
    const textsOf = async () => (await store.history(turn, 10)).map(({ text }) => text);
    const [, , b] = past;
    expect(past.map(({ messageId }) => messageId)).toEqual(
      past.flatMap(({ messageId }, index) => (index % 2 === 0 ? [messageId, messageId] : [])),
    );
    expect(past.every(({ receivedAt }) => receivedAt === turn.receivedAt)).toBe(true);
    await store.beginModelCall(lane, turn, call({ historyFrom: b?.messageId ?? 0 }));
    expect(await textsOf()).toEqual(["b", "B", "c", "C"]);
    await store.beginModelCall(lane, turn, call({ historyFrom: null }));
    expect(await textsOf()).toEqual(["b", "B", "c", "C"]);
    const beyond = call({ historyFrom: past[4]?.messageId ?? 0, tokens: 2, dailyLimit: 1 });
    expect(await store.beginModelCall(lane, turn, beyond)).toEqual({ outcome: "over-limit" });
    expect(await textsOf()).toEqual(["b", "B", "c", "C"]);
    await end(first);
    const next = await begin("e");
    expect((await store.history(next.turn, 10)).map(({ text }) => text).join("")).toBe("bBcCdD");
  });
}
