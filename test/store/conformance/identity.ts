import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { wordsOfPart } from "../../../src/core/reply-part.ts";
import type { InboundMessage } from "../../../src/core/message.ts";
import type { SenderState } from "../../../src/store/users.ts";
import { aMessage } from "../../messages.ts";
import { admitted, at, type Setup } from "./setup.ts";

const NUMBER = "whatsapp:+4915112345678";
const OTHER_NUMBER = "whatsapp:+4915187654321";
const FORMER = "whatsapp:DE.former";
const HOLDER = "whatsapp:DE.holder";
const line = () => "you are let in";

/** A message as a webhook brings it: from the number if it is shown, else from the id. */
function from(phoneNumber: string | null, externalUserId: string | null, text = "hello") {
  const address = phoneNumber ?? externalUserId ?? "";
  return { identity: { phoneNumber, externalUserId }, from: address, text };
}

export function testIdentity(setup: () => Setup): void {
  /** Takes a message in and returns what it was judged by. */
  async function judge(message: Partial<InboundMessage>): Promise<SenderState> {
    const seen: SenderState[] = [];
    await setup().store.receive(aMessage(message), (standing) => {
      seen.push(standing);
      return admitted();
    });
    const last = seen.at(-1);
    if (last === undefined) throw new Error("the message was not judged");
    return last;
  }

  async function answerAll(count: number): Promise<string[]> {
    const { store, claim, answerStep, partStep, answer } = setup();
    const sentTo: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const lane = await claim();
      const turn = await answerStep(lane);
      await answer(lane, turn, `on ${turn.text}`);
      const part = await partStep(lane, "send");
      await store.recordAccepted(lane, part.id, at(`SM${crypto.randomUUID()}`));
      await store.releaseLane(lane);
      sentTo.push(`${wordsOfPart(part.content)} to ${part.to}`);
    }
    return sentTo;
  }

  test("a user is answered from the address of ours that they wrote to last", async () => {
    const { receive, store, claim, answerStep, partStep, answer } = setup();
    const ours = (to: string) => receive({ ...from(NUMBER, null), to });
    const answeredFrom = async () => {
      const lane = await claim();
      await answer(lane, await answerStep(lane), "Hi.");
      const part = await partStep(lane, "send");
      await store.recordAccepted(lane, part.id, at(`SM${crypto.randomUUID()}`));
      await store.releaseLane(lane);
      return part.from;
    };
    await ours("whatsapp:+14155238886");
    expect(await answeredFrom()).toBe("whatsapp:+14155238886");
    await ours("whatsapp:+4930123456");
    expect(await answeredFrom()).toBe("whatsapp:+4930123456");
  });

  test("an owner who never wrote is notified without a sender address of their own", async () => {
    const { store, claim, partStep } = setup();
    await store.notify(OTHER_NUMBER, line, { topic: "a", everyMs: 0 });
    expect(await partStep(await claim(), "send")).toMatchObject({ to: OTHER_NUMBER, from: null });
  });

  test("a number's new owner begins without the last owner's history, choices and access", async () => {
    const { store, clock, receive, claim, answerStep, answer } = setup();
    await receive(from(NUMBER, FORMER, "my secret"));
    const lane = await claim();
    await answer(lane, await answerStep(lane));
    await store.setPreferences(lane, { language: "de", persona: "a pirate" });
    await store.releaseLane(lane);
    await store.setAccess({ address: FORMER }, "allowed", null, TERMINAL);
    const former = await judge(from(null, FORMER));
    expect(former).toMatchObject({ isWhitelisted: true, language: "de" });
    await clock.advance(1);

    const holder = await judge(from(NUMBER, HOLDER, "who am I?"));
    expect(holder).toMatchObject({ isWhitelisted: false, language: null, openMessages: 0 });
    expect(holder.code).not.toBe(former.code);
    await answerAll(1);
    const turn = await answerStep(await claim());
    expect(turn.text).toBe("who am I?");
    expect(turn.user).toMatchObject({ language: null, persona: null, isWelcomed: false });
    expect(turn.user.identity).toEqual({ phoneNumber: NUMBER, externalUserId: HOLDER });
    expect(await store.history(turn, 10)).toEqual([]);
  });

  test("a number's new owner is not kept out because the last one was", async () => {
    const { store, receive } = setup();
    await receive(from(NUMBER, FORMER));
    await store.setAccess({ address: NUMBER }, "blocked", null, TERMINAL);
    expect((await judge(from(NUMBER, HOLDER))).isActive).toBe(true);
    expect((await judge(from(null, FORMER))).isActive).toBe(false);
  });

  test("a waiting message of a number's last owner is answered at their id, not at the number", async () => {
    const { receive, clock } = setup();
    await receive(from(NUMBER, FORMER, "a"));
    await clock.advance(1);
    await receive(from(NUMBER, HOLDER, "b"));
    expect(await answerAll(2)).toEqual([`on a to ${FORMER}`, `on b to ${NUMBER}`]);
  });

  test("a number's last owner goes on where they were, with a new number", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    await receive(from(NUMBER, FORMER, "remember me"));
    const lane = await claim();
    await answer(lane, await answerStep(lane));
    await store.releaseLane(lane);
    await store.setAccess({ address: FORMER }, "allowed", null, TERMINAL);
    await receive(from(NUMBER, HOLDER));
    await answerAll(1);
    expect((await judge(from(OTHER_NUMBER, FORMER))).isWhitelisted).toBe(true);
    const turn = await answerStep(await claim());
    expect(turn.user.identity).toEqual({ phoneNumber: OTHER_NUMBER, externalUserId: FORMER });
    expect(await store.history(turn, 10)).toMatchObject([{ text: "remember me" }]);
  });

  test("a number that a known user takes over moves to them, and the two stay two", async () => {
    const { store, receive } = setup();
    await receive(from(NUMBER, FORMER));
    await receive(from(null, HOLDER));
    await store.setAccess({ address: HOLDER }, "allowed", null, TERMINAL);
    expect(await judge(from(NUMBER, HOLDER))).toMatchObject({
      isWhitelisted: true,
      openMessages: 1,
    });
    expect(await store.findUser({ address: NUMBER })).toMatchObject({
      identity: { phoneNumber: NUMBER, externalUserId: HOLDER },
    });
    expect(await store.findUser({ address: FORMER })).toMatchObject({
      identity: { phoneNumber: null, externalUserId: FORMER },
      address: FORMER,
    });
  });

  test("a user who was known as two has the statements of both, as far as there is room, and the privacy of either", async () => {
    const { store, receive, claim, answerStep } = setup();
    const tell = async (who: ReturnType<typeof from>, texts: readonly string[]) => {
      await receive(who);
      const lane = await claim();
      const turn = await answerStep(lane);
      const effects = texts.map((text) => ({ kind: "remember-fact", text }) as const);
      const record = { text: "Noted.", parts: [], model: null, usage: null, error: null };
      await store.recordAnswer(lane, turn, { ...record, effects });
      return { lane, userId: turn.userId };
    };
    const one = await tell(from(NUMBER, null), ["x".repeat(1_000), "both"]);
    await store.releaseLane(one.lane);
    const other = await tell(from(null, HOLDER), ["y".repeat(600), "both", "short"]);
    await store.setPreferences(other.lane, { isMemoryOn: false, isIncognito: true });
    await store.releaseLane(other.lane);
    await receive(from(NUMBER, HOLDER));
    const { user, userId } = await answerStep(await claim());
    expect(user).toMatchObject({ isMemoryOn: false, isIncognito: true });
    const texts = (await store.factsOf(userId)).map(({ text }) => text);
    expect(texts).toEqual(["x".repeat(1_000), "both", "short"]);
    expect(await store.factsOf(other.userId)).toEqual([]);
  });

  test("the first id that a known number shows is added to its user", async () => {
    const { store, receive } = setup();
    await store.setAccess({ address: NUMBER }, "allowed", line, TERMINAL);
    await receive(from(NUMBER, null));
    expect(await judge(from(NUMBER, HOLDER))).toMatchObject({
      isWhitelisted: true,
      openMessages: 1,
    });
    expect(await judge(from(null, HOLDER))).toMatchObject({ isWhitelisted: true, openMessages: 2 });
  });

  test("a message that brings the number alone belongs to whom the number belongs to", async () => {
    const { store, receive } = setup();
    await receive(from(NUMBER, FORMER));
    expect(await judge(from(NUMBER, null))).toMatchObject({ openMessages: 1 });
    await receive(from(NUMBER, HOLDER));
    expect(await judge(from(NUMBER, null))).toMatchObject({ openMessages: 1 });
    expect(await store.findUser({ address: NUMBER })).toMatchObject({
      identity: { phoneNumber: NUMBER, externalUserId: HOLDER },
    });
  });

  test("a repeated message of a number's last owner does not take the number back", async () => {
    const { store, receive } = setup();
    const message = aMessage(from(NUMBER, FORMER));
    await store.receive(message, admitted);
    await receive(from(NUMBER, HOLDER));
    expect(await store.receive(message, admitted)).toEqual({ outcome: "duplicate" });
    expect(await store.findUser({ address: NUMBER })).toMatchObject({
      identity: { externalUserId: HOLDER },
    });
  });

  test("the arrivals of a number's last owner are not counted against the new one", async () => {
    const { store, receive, clock } = setup();
    await receive(from(NUMBER, FORMER));
    await clock.advance(1_000);
    const judged = ({ arrivals }: SenderState) => {
      expect(arrivals).toEqual({ admitted: [], refused: [] });
      return admitted();
    };
    const message = aMessage(from(NUMBER, HOLDER));
    expect(await store.receive(message, judged, 0, 60_000)).toMatchObject({ outcome: "queued" });
  });
}
