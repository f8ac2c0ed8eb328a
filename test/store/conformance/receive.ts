import { expect, test } from "bun:test";
import { wordsOfPart } from "../../../src/core/reply-part.ts";
import type { Arrivals, SenderState } from "../../../src/store/users.ts";
import type { Verdict } from "../../../src/store/receipt.ts";
import { aMessage } from "../../messages.ts";
import { admitted, at, type Setup } from "./setup.ts";

export function testReceiving(setup: () => Setup): void {
  test("a message that comes twice is stored once, and is not judged the second time", async () => {
    const { store } = setup();
    const message = aMessage();
    expect(await store.receive(message, admitted)).toMatchObject({ outcome: "queued" });
    const again = await store.receive(message, () => {
      throw new Error("a duplicate was judged");
    });
    expect(again).toEqual({ outcome: "duplicate" });
  });

  test("two deliveries of one message at the same moment are one message", async () => {
    const { store } = setup();
    const message = aMessage();
    const receipts = await Promise.all([1, 2, 3].map(() => store.receive(message, admitted)));
    expect(receipts.map((receipt) => receipt.outcome).sort()).toEqual([
      "duplicate",
      "duplicate",
      "queued",
    ]);
  });

  test("a refused message leaves no content, and is never history", async () => {
    const { store, receive, claim, answerStep } = setup();
    const refused: Verdict = { admitted: false, why: "rate-limited", notice: null };
    await store.receive(aMessage({ text: "secret" }), () => refused);
    await receive({ text: "open" });
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(turn.text).toBe("open");
    expect(await store.history(turn, 10)).toEqual([]);
  });

  test("a refusal is noticed once within its time, each reason by itself", async () => {
    const { store, clock, claim, partStep } = setup();
    const refuse = (why: "rate-limited" | "not-whitelisted") => (): Verdict => ({
      admitted: false,
      why,
      notice: { text: why, everyMs: 60_000 },
    });
    const isNoticed = async (why: "rate-limited" | "not-whitelisted") => {
      const receipt = await store.receive(aMessage(), refuse(why));
      return receipt.outcome === "discarded" && receipt.isNoticed;
    };
    expect(await isNoticed("rate-limited")).toBe(true);
    expect(await isNoticed("rate-limited")).toBe(false);
    expect(await isNoticed("not-whitelisted")).toBe(true);
    await clock.advance(60_001);
    expect(await isNoticed("rate-limited")).toBe(true);
    const lane = await claim();
    const bodies: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      const part = await partStep(lane, "send");
      bodies.push(wordsOfPart(part.content));
      await store.recordAccepted(lane, part.id, at(`SM${index}`));
    }
    expect(bodies).toEqual(["rate-limited", "not-whitelisted", "rate-limited"]);
  });

  test("the judge knows the number of waiting messages: of this user, under either identity, and in all", async () => {
    const { store, receive } = setup();
    const number = "whatsapp:+4915112345678";
    const username = "whatsapp:DE.abc123";
    await receive({ identity: { phoneNumber: number, externalUserId: null } });
    await receive({ identity: { phoneNumber: null, externalUserId: username }, from: username });
    await receive({ from: "whatsapp:+4915187654321" });
    const standings: SenderState[] = [];
    const both = aMessage({ identity: { phoneNumber: number, externalUserId: username } });
    await store.receive(both, (standing) => {
      standings.push(standing);
      return admitted();
    });
    expect(standings).toMatchObject([
      { isWhitelisted: false, isActive: true, openMessages: 2, openInAll: 3 },
    ]);
  });

  test("a message without room leaves no trace, and is no duplicate when it comes again", async () => {
    const { store } = setup();
    const message = aMessage();
    const busy = await store.receive(message, () => ({ admitted: false, why: "busy" }));
    expect(busy).toEqual({ outcome: "busy" });
    expect(await store.untilDue()).toBeNull();
    const judge = ({ arrivals }: SenderState) => {
      expect(arrivals).toEqual({ admitted: [], refused: [] });
      return admitted();
    };
    expect(await store.receive(message, judge, 0, 60_000)).toMatchObject({ outcome: "queued" });
  });

  test("a message of a flood leaves no trace either", async () => {
    const { store } = setup();
    const message = aMessage();
    const flood = await store.receive(message, () => ({ admitted: false, why: "ignored" }));
    expect(flood).toEqual({ outcome: "ignored" });
    expect(await store.receive(message, admitted)).toMatchObject({ outcome: "queued" });
  });

  test("a message is judged without what came before it while that is too little to count", async () => {
    const { store } = setup();
    const told: number[] = [];
    const judge = ({ arrivals }: SenderState) => {
      told.push(arrivals.admitted.length);
      return admitted();
    };
    for (let sent = 0; sent < 4; sent += 1) await store.receive(aMessage(), judge, 0, 60_000, 2);
    expect(told).toEqual([0, 0, 2, 3]);
  });

  test("a message is judged by what came before it, the admitted apart from the refused", async () => {
    const { store, clock } = setup();
    const told: Arrivals[] = [];
    const judging = (verdict: Verdict) => (standing: SenderState) => {
      told.push(standing.arrivals);
      return verdict;
    };
    const refused: Verdict = { admitted: false, why: "rate-limited", notice: null };
    await store.receive(aMessage(), judging(admitted()), 0, 60_000);
    await clock.advance(1_000);
    await store.receive(aMessage(), judging(refused), 0, 60_000);
    await clock.advance(2_000);
    await store.receive(aMessage(), judging(admitted()), 0, 60_000);
    await clock.advance(57_000);
    await store.receive(aMessage(), judging(admitted()), 0, 60_000);
    expect(told).toEqual([
      { admitted: [], refused: [] },
      { admitted: [1_000], refused: [] },
      { admitted: [3_000], refused: [2_000] },
      { admitted: [57_000], refused: [59_000] },
    ]);
  });

  test("a user is one user under number and username, answered where they last wrote", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    const number = "whatsapp:+4915112345678";
    const username = "whatsapp:DE.abc123";
    const identities = [
      { phoneNumber: number, externalUserId: null },
      { phoneNumber: number, externalUserId: username },
      { phoneNumber: null, externalUserId: username },
    ];
    for (const identity of identities) {
      await receive({ identity, from: identity.phoneNumber ?? username, text: "hi" });
    }
    const lane = await claim();
    expect(await store.claimLane("me", 30_000)).toBeNull();
    await answer(lane, await answerStep(lane), "hello");
    expect((await partStep(lane, "send")).to).toBe(username);
  });

  test("when one message shows that two users are one, their messages share one lane", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    const number = "whatsapp:+4915112345678";
    const username = "whatsapp:DE.abc123";
    await receive({ identity: { phoneNumber: number, externalUserId: null }, text: "a" });
    const other = { phoneNumber: null, externalUserId: username };
    await receive({ identity: other, from: username, text: "b" });
    await receive({ identity: { phoneNumber: number, externalUserId: username }, text: "c" });
    const lane = await claim();
    expect(await store.claimLane("me", 30_000)).toBeNull();
    const texts: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      const turn = await answerStep(lane);
      texts.push(turn.text);
      await answer(lane, turn);
    }
    expect(texts).toEqual(["a", "b", "c"]);
  });

  test("text of every script comes back as it was", async () => {
    const { receive, claim, answerStep } = setup();
    const text = "שלום 👨‍👩‍👧 \u202Eabc\u202C \u0007 नमस्ते end";
    await receive({ text });
    expect((await answerStep(await claim())).text).toBe(text);
  });

  test("a NUL, which is invisible, loses no message, whether it is kept or not", async () => {
    const { receive, claim, answerStep, partStep, answer } = setup();
    const seen = (text: string | null) => text?.replaceAll("\0", "");
    const [text, profileName, raw] = ["one\0two", "A\0da", { Odd: "a\0b" }];
    await receive({ text, profileName, raw });
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(seen(turn.text)).toBe("onetwo");
    expect(seen(turn.user.name)).toBe("Ada");
    await receive({ text });
    await answer(lane, turn, "o\0k");
    expect(seen(wordsOfPart((await partStep(lane, "send")).content))).toBe("ok");
  });
}
