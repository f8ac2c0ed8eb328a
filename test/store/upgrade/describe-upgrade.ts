import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import { pictured } from "../../outgoing-file.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import { userOf } from "../../bench/signed-requests.ts";
import { call, LEASE, type OpenDatabase, setUp, type Setup } from "../conformance/setup.ts";

/** Within the hour in which the executable of 0.1.0 was killed, when every lease has run out. */
const LATER = Date.UTC(2026, 10, 29, 15);
const DAY = "2026-11-29";
const PICTURE_SID = `MM${"7".repeat(32)}`;
const [ADA, BOB] = [userOf(1), userOf(2)];

/**
 * Defines the tests of a database that an older executable left when it was killed: Ada waits for
 * the answer to two messages, the first of which was with the model, and was not sent all of a long
 * answer; Bob sent a picture; Carl's message was given up; Eve was not admitted; Dora's answer was
 * being sent.
 */
export function describeUpgrade(
  name: string,
  open: (clock: FakeClock) => Promise<OpenDatabase>,
): void {
  describe(`${name} as version 0.1.0 left it`, () => {
    let setup: Setup;
    let database: OpenDatabase;
    beforeEach(async () => {
      const clock = createFakeClock(LATER);
      database = await open(clock);
      setup = setUp(database, clock);
    });
    afterEach(() => setup.close());

    /** Claims until it is this user's lane. */
    async function claimOf(userId: number) {
      for (;;) {
        const lane = await setup.claim();
        if (lane.userId === userId) return lane;
      }
    }

    test("a waiting user is answered once, with the whole history, and ids continue", async () => {
      const { store } = setup;
      const lane = await claimOf(1);
      const step = await store.nextStep(lane, { ...LEASE, isMerged: true });
      if (step?.kind !== "answer") throw new Error(`expected an answer, found ${step?.kind}`);
      const { turn } = step;
      expect(turn).toMatchObject({ messageId: 12, text: "and this waits behind it" });
      expect(turn.earlier).toMatchObject([{ messageId: 11, text: "please-think for long" }]);
      expect(turn.user).toMatchObject({ isWelcomed: true, name: "Ada" });
      const past = await store.history(turn, 40);
      expect(past.map(({ text }) => text.slice(0, 20))).toEqual([
        "first please-answer",
        "Here you are: 1.",
        "one",
        "two please-answer",
        "Here you are: 2.",
        "please-long",
        "A long answer goes o",
      ]);
      expect(await setup.answer(lane, turn, "at last", pictured("A cat."))).toBe(true);
      const part = await setup.partStep(lane, "send");
      expect(part).toMatchObject({ id: 16, to: ADA, content: textPart("at last") });
      await store.recordAccepted(lane, part.id, { sid: "SM-new", nextAfterMs: 0 });
      const picture = await setup.partStep(lane, "send");
      expect(picture).toMatchObject({ id: 17, content: { caption: "A cat.", file: { size: 9 } } });
      await store.recordAccepted(lane, picture.id, { sid: "MM-new", nextAfterMs: 0 });
      expect(await store.nextStep(lane, LEASE)).toBeNull();
      expect(await setup.receive({ from: ADA, sid: "SM-next" })).toMatchObject({
        outcome: "queued",
        messageId: 13,
        userId: 1,
      });
    });

    test("the held parts of a long answer are sent on request", async () => {
      const lane = await claimOf(1);
      const turn = await setup.answerStep(lane);
      expect(await setup.store.continueAnswer(lane, turn, 2)).toBe(2);
      const part = await setup.partStep(lane, "send");
      expect(part).toMatchObject({ messageId: 7, part: 2 });
    });

    test("what may have been sent is looked up before anything else", async () => {
      const lane = await claimOf(6);
      const part = await setup.partStep(lane, "look-up");
      expect(part).toMatchObject({ messageId: 10, id: 15, lookups: 0 });
      expect(part.nonce).toMatch(/^[0-9a-f]{32}$/);
      await setup.store.recordAccepted(lane, part.id, { sid: "SM-found", nextAfterMs: 0 });
      expect(await setup.store.overview()).toMatchObject({ waitingParts: 0, waitingMessages: 2 });
    });

    test("what was spent on the day still counts, a call that was cut off too", async () => {
      const { store } = setup;
      const rows = await setup.query("SELECT user_id, tokens FROM spending");
      const spent = new Map(rows.map((row) => [Number(row["user_id"]), Number(row["tokens"])]));
      const everybodys = [...spent].reduce(
        (sum, [id, tokens]) => (id === 0 ? sum : sum + tokens),
        0,
      );
      const mine = spent.get(1) ?? 0;
      // 460 each for three answers, and what was reserved for the fourth.
      expect(mine).toBeGreaterThan(3 * 460);
      expect(everybodys).toBe(mine + 460 + 460);
      const lane = await claimOf(1);
      const turn = await setup.answerStep(lane);
      const begin = async (limits: object) =>
        (await store.beginModelCall(lane, turn, call({ day: DAY, ...limits })))?.outcome;
      expect(await begin({ dailyLimit: everybodys + 99 })).toBe("over-limit");
      expect(await begin({ dailyLimitPerUser: mine + 99 })).toBe("over-limit-again");
      expect(await begin({ dailyLimitPerUser: mine + 100, dailyLimit: everybodys + 100 })).toBe(
        "begun",
      );
      expect(await store.mediaLookedAt(2, DAY)).toBe(1);
    });

    test("no total of a day is kept beside what each has spent", async () => {
      expect(await setup.query("SELECT day FROM spending WHERE user_id = 0")).toEqual([]);
    });

    test("a picture is still shown, a known sid is still known, and a report still finds its part", async () => {
      const { store } = setup;
      const picture = { from: BOB, sid: PICTURE_SID };
      expect(await setup.receive(picture)).toEqual({ outcome: "duplicate" });
      await setup.receive({ from: BOB, text: "what was in it?" });
      const lane = await claimOf(2);
      const turn = await setup.answerStep(lane);
      const [found] = await store.pastAttachments(turn, "image", 5);
      expect(found).toMatchObject({ messageId: 4, caption: "look at this please-answer" });
      const size = found?.state === "understood" && found.kind === "image" && found.bytes.length;
      expect(size).toBeGreaterThan(100);
      expect(await store.quotedMessage(turn, PICTURE_SID)).toMatchObject({ role: "user" });
      const [sent] = await setup.query("SELECT sid FROM deliveries WHERE message_id = 4");
      const sid = typeof sent?.["sid"] === "string" ? sent["sid"] : "";
      const report = { nonce: null, sid, status: "delivered", errorCode: null } as const;
      expect(await store.recordStatus(report)).toMatchObject({ messageId: 4 });
    });

    test("the answer that covers a message is still known, whether it is named or not", async () => {
      const admin = await database.openAdminStore();
      expect(await admin.timelineOf("2")).toMatchObject({ state: "done", answeredBy: 3 });
      // The older version had such a message name itself.
      expect(await admin.timelineOf("3")).toMatchObject({ state: "done", answeredBy: null });
      await admin.close();
      const lane = await claimOf(1);
      await setup.answer(lane, await setup.answerStep(lane), "at last");
      const [row] = await setup.query("SELECT answered_by FROM messages WHERE id = 11");
      expect(row).toEqual({ answered_by: null });
    });

    test("an operator sees every user, and what they asked for is done", async () => {
      const { store } = setup;
      const admin = await database.openAdminStore();
      const people = await admin.users();
      expect(people).toHaveLength(6);
      expect(people.find(({ id }) => id === 4)).toMatchObject({ messages: 0, refused: 1 });
      expect(await admin.timelineOf("5")).toMatchObject({ state: "dead", answeredBy: null });
      await admin.close();
      const [job] = await store.dueJobs("retry", 10);
      expect(job).toMatchObject({ payload: { messageId: "5" } });
      expect(await store.dueJobs("remove-media", 10)).toHaveLength(1);
      expect(await store.requeueMessage(5)).toBe(true);
      await store.finishJob(job?.id ?? 0);
      expect(await setup.answerStep(await claimOf(3))).toMatchObject({ text: "please-fail" });
    });
  });
}
