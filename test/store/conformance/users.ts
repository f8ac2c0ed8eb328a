import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { textPart, wordsOfPart } from "../../../src/core/reply-part.ts";
import type { Attachment, Identity } from "../../../src/core/message.ts";
import { aMessage } from "../../messages.ts";
import { admitted, at, type Setup } from "./setup.ts";

const ADA = "whatsapp:+4915112345678";
const OWNER = "whatsapp:+14155550123";
const HOUR = { topic: "trouble", everyMs: 3_600_000 };
const line = (language: string | null) => `line in ${language ?? "no language"}`;

export function testPeople(setup: () => Setup): void {
  test("every user has a code of their own, which stays the same", async () => {
    const { store } = setup();
    const codes: string[] = [];
    for (const from of [ADA, OWNER, ADA]) {
      await store.receive(aMessage({ from }), (standing) => {
        codes.push(standing.code);
        return admitted();
      });
    }
    expect(codes[2]).toBe(codes[0]);
    expect(codes[1]).not.toBe(codes[0]);
    expect(await store.findUser({ code: codes[0] ?? "" })).toMatchObject({ address: ADA });
    expect(await store.findUser({ code: "NOBODY" })).toBeNull();
  });

  test("what a user chose is part of every turn, and a worker that lost the lane stores nothing", async () => {
    const { store, receive, claim, answerStep, loseLanes } = setup();
    await receive();
    const lane = await claim();
    expect((await answerStep(lane)).user).toMatchObject({
      language: null,
      persona: null,
      isWelcomed: false,
      before: null,
    });
    await store.setPreferences(lane, { language: "es" });
    await store.setPreferences(lane, { persona: "a pirate" });
    expect((await answerStep(lane)).user).toMatchObject({ language: "es", persona: "a pirate" });
    await loseLanes();
    expect(await store.setPreferences(lane, { language: null })).toBe(false);
  });

  test("an exchange with a topic is no history, and the next turn knows it", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive({ text: "/help" });
    const lane = await claim();
    const record = { text: "the list", parts: [], model: null, usage: null, error: null };
    const turn = await answerStep(lane);
    await store.recordAnswer(lane, turn, { ...record, topic: "help", isWelcome: true });
    await receive({ text: "hello" });
    const next = await answerStep(lane);
    expect(await store.history(next, 10)).toEqual([]);
    expect(next.user).toMatchObject({
      isWelcomed: true,
      before: { topic: "help", at: turn.receivedAt },
    });
  });

  test("a conversation that is ended leaves no history, also for what waits already", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    await receive({ text: "before" });
    const lane = await claim();
    await answer(lane, await answerStep(lane));
    await receive({ text: "/new" });
    await receive({ text: "after" });
    const command = await answerStep(lane);
    expect(await store.endConversation(lane, command.messageId)).toBe(true);
    await answer(lane, command);
    const after = await answerStep(lane);
    expect(after.text).toBe("after");
    expect(await store.history(after, 10)).toEqual([]);
  });

  test("usage counts one's own messages and tokens since a moment", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    const usage = { promptTokens: 3, completionTokens: 4, totalTokens: 7, cachedTokens: 0 };
    await receive();
    await receive({ from: OWNER });
    const lane = await claim();
    const turn = await answerStep(lane);
    const record = { text: "hi", parts: [], model: "a-model", usage, error: null };
    await store.recordAnswer(lane, turn, record);
    expect(await store.usageSince(turn, 0)).toEqual({ messages: 1, tokens: 7 });
    expect(await store.usageSince(turn, clock.now() + 1)).toEqual({ messages: 0, tokens: 0 });
  });

  test("an allowed user is notified once; an address that never wrote is stored, but not notified", async () => {
    const { store, receive, claim, answerStep, partStep, answer } = setup();
    const standings: unknown[] = [];
    expect(await store.setAccess({ code: "NOBODY" }, "allowed", line, TERMINAL)).toBeNull();
    await store.setAccess({ address: ADA }, "allowed", line, TERMINAL);
    await store.receive(aMessage({ from: ADA }), (standing) => {
      standings.push(standing);
      return admitted();
    });
    expect(standings).toMatchObject([{ isWhitelisted: true, isActive: true }]);
    await store.setAccess({ address: ADA }, "blocked", null, TERMINAL);
    await store.setAccess({ address: ADA }, "allowed", line, TERMINAL);
    await store.setAccess({ address: ADA }, "allowed", line, TERMINAL);
    const lane = await claim();
    await answer(lane, await answerStep(lane), "hello");
    const bodies: string[] = [];
    for (const sid of ["SM1", "SM2"]) {
      const part = await partStep(lane, "send");
      bodies.push(wordsOfPart(part.content));
      await store.recordAccepted(lane, part.id, at(sid));
    }
    expect(bodies).toEqual(["hello", line(null)]);
    await receive();
    expect((await answerStep(lane)).text).toBe("hello");
  });

  test("an owner is notified once an hour and topic, with a part marked as a notice", async () => {
    const { store, clock, claim, partStep } = setup();
    expect(await store.notify(OWNER, line, HOUR)).toBe(true);
    expect(await store.notify(OWNER, line, HOUR)).toBe(false);
    expect(await store.notify(OWNER, line, { ...HOUR, topic: "other" })).toBe(true);
    const lane = await claim();
    const part = await partStep(lane, "send");
    expect(part).toMatchObject({ to: OWNER, content: textPart(line(null)), isNotice: true });
    await store.recordAccepted(lane, part.id, at("SM1"));
    expect(await store.isAnswer({ nonce: null, sid: "SM1" })).toBe(false);
    expect(await store.isAnswer({ nonce: part.nonce, sid: "SM1" })).toBe(false);
    clock.jump(3_600_000);
    expect(await store.notify(OWNER, line, HOUR)).toBe(true);
  });

  test("an erased user leaves a row without content, which is deleted once its answer is sent", async () => {
    const { store, receive, claim, answerStep, partStep, answer, loseLanes } = setup();
    const attachment: Attachment = {
      url: "https://api.example/Media/ME1",
      contentType: "image/jpeg",
      kind: "image",
    };
    const picture = aMessage({ attachments: [attachment], text: "look" });
    await store.receive(picture, admitted);
    const lane = await claim();
    await answer(lane, await answerStep(lane));
    await receive({ text: "yes" });
    await receive({ text: "later" });
    const consent = await answerStep(lane);
    expect(await store.forget(lane, consent.messageId, "gone")).toBe(true);
    expect(await store.forget(lane, consent.messageId, "gone")).toBe(false);
    expect(await store.dueJobs("remove-media", 10)).toMatchObject([
      { payload: { url: attachment.url, messageSid: picture.sid } },
    ]);
    expect(await store.deleteForgotten(10)).toBe(0);
    const part = await partStep(lane, "send");
    expect(wordsOfPart(part.content)).toBe("gone");
    await store.recordAccepted(lane, part.id, at("SM1"));
    expect(await store.deleteForgotten(10)).toBe(1);
    expect(await store.receive(picture, admitted)).toEqual({ outcome: "duplicate" });
    const later = await answerStep(lane);
    expect(later.text).toBe("later");
    expect(await store.history(later, 10)).toEqual([]);
    expect(await store.quotedMessage(later, picture.sid)).toBeNull();
    await loseLanes();
    expect(await store.forget(lane, later.messageId, "gone")).toBe(false);
  });

  test("forgetting one user affects no other", async () => {
    const { store, receive, claim, answerStep, answer } = setup();
    const identity: Identity = { phoneNumber: OWNER, externalUserId: null };
    await receive({ from: OWNER, identity, text: "mine" });
    const other = await claim();
    await answer(other, await answerStep(other));
    await receive({ text: "yes" });
    const lane = await claim();
    await store.forget(lane, (await answerStep(lane)).messageId, "gone");
    await receive({ from: OWNER, identity, text: "and now?" });
    const past = await store.history(await answerStep(other), 10);
    expect(past.map(({ text }) => text)).toEqual(["mine"]);
  });
}
