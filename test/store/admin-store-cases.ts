import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { textPart } from "../../src/core/reply-part.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { aMessage } from "../messages.ts";
import { at, type OpenDatabase, setStage, type Stage } from "./conformance/stage.ts";

const BOB = { phoneNumber: "whatsapp:+4915187654321", externalUserId: null };
const CARL = "whatsapp:+4915111111111";

/** Defines the tests of the operator's functions on every store. */
export function describeDesk(
  name: string,
  open: (clock: FakeClock) => Promise<OpenDatabase>,
): void {
  describe(`${name}: beside the server, an operator`, () => {
    let stage: Stage;
    let desk: AdminStore;
    beforeEach(async () => {
      const clock = createFakeClock();
      const opened = await open(clock);
      stage = setStage(opened, clock);
      desk = await opened.openDesk();
    });
    afterEach(async () => {
      await desk.close();
      await stage.close();
    });

    async function answered(text: string, ...parts: string[]) {
      await stage.receive({ sid: `SM-${text}`, text });
      const lane = await stage.claim();
      const turn = await stage.answerStep(lane);
      await stage.answer(lane, turn, ...parts);
      return { lane, turn };
    }

    async function refusedByMessenger() {
      const { lane, turn } = await answered("hello", "one", "two");
      const part = await stage.partStep(lane, "send");
      await stage.store.recordRefused(lane, part.id, { code: "63016", message: "too late" });
      await stage.store.releaseLane(lane);
      return turn;
    }

    test("erases a user, whose charges stay without them", async () => {
      await answered("hello");
      const person = await desk.findUser(aMessage().from);
      await desk.eraseUser(person?.id ?? 0);
      const rows = await stage.query("SELECT kind, user_id, message_id FROM charges");
      expect(rows).toEqual([{ kind: "message in", user_id: null, message_id: null }]);
    });

    test("sees who wrote last first, and who never wrote at the end", async () => {
      await desk.setPermissions(CARL, { isWhitelisted: true, isActive: true });
      await stage.receive({ sid: "SM-1", text: "first" });
      await stage.clock.advance(1_000);
      await stage.receive({ sid: "SM-2", from: BOB.phoneNumber, identity: BOB });
      await stage.store.receive(
        aMessage({ sid: "SM-3", from: BOB.phoneNumber, identity: BOB }),
        () => ({ admitted: false, why: "rate-limited", notice: null }),
      );
      expect(await desk.users()).toMatchObject([
        { phoneNumber: BOB.phoneNumber, messages: 1, refused: 1, isActive: true },
        { phoneNumber: aMessage().from, messages: 1, refused: 0 },
        { phoneNumber: CARL, messages: 0, refused: 0, lastWroteAt: null, isWhitelisted: true },
      ]);
      expect((await desk.users())[0]?.lastWroteAt).toBe(stage.clock.now());
    });

    test("finds a user by number and by address, and by nothing else", async () => {
      const { id } = await desk.setPermissions(CARL, { isWhitelisted: false, isActive: false });
      expect(await desk.findUser(id)).toMatchObject({ phoneNumber: CARL, isActive: false });
      expect(await desk.findUser(CARL)).toMatchObject({ id });
      expect(await desk.findUser(id + 1)).toBeNull();
      expect(await desk.findUser("whatsapp:+1")).toBeNull();
      const again = await desk.setPermissions(CARL, { isWhitelisted: true, isActive: true });
      expect(again).toMatchObject({ id, isWhitelisted: true, isActive: true });
    });

    test("changes nothing of a user with the same permissions", async () => {
      const updatedAt = async () => (await stage.query("SELECT updated_at FROM users"))[0];
      const standing = { isWhitelisted: true, isActive: true };
      await desk.setPermissions(CARL, standing);
      const before = await updatedAt();
      await stage.clock.advance(1_000);
      expect(await desk.setPermissions(CARL, standing)).toMatchObject(standing);
      expect(await updatedAt()).toEqual(before);
    });

    test("reads what was said, oldest first, without what was refused", async () => {
      const { lane, turn } = await answered("hello", "good morning");
      await stage.store.releaseLane(lane);
      await stage.store.receive(aMessage({ sid: "SM-no", text: "never kept" }), () => ({
        admitted: false,
        why: "rate-limited",
        notice: null,
      }));
      await stage.receive({ sid: "SM-2", text: "and now?" });
      const who = (await desk.users())[0]?.id ?? 0;
      const said = await desk.conversation(who, 10);
      expect(said.map(({ by, text }) => `${by}: ${text}`)).toEqual([
        "user: hello",
        "bot: good morning",
        "user: and now?",
      ]);
      expect(said[0]).toMatchObject({ messageId: turn.messageId, type: "text" });
      expect((await desk.conversation(who, 1)).map(({ text }) => text)).toEqual(["and now?"]);
    });

    test("reads our notices among it, marked as such, whatever they were sent for", async () => {
      const { lane } = await answered("hello", "good morning");
      await stage.store.releaseLane(lane);
      await stage.store.receive(aMessage({ sid: "SM-no", text: "never kept" }), () => ({
        admitted: false,
        why: "rate-limited",
        notice: { text: "Slow down.", everyMs: 1_000 },
      }));
      const who = (await desk.users())[0]?.id ?? 0;
      const said = await desk.conversation(who, 10);
      expect(said.map(({ by, text, isNotice }) => [by, text, isNotice])).toEqual([
        ["user", "hello", false],
        ["bot", "good morning", false],
        ["bot", "Slow down.", true],
      ]);
      expect((await desk.conversation(who, 1)).map(({ text }) => text)).toEqual(["Slow down."]);
    });

    test("reads one message's timeline by its sid, its number and its part's sid", async () => {
      const { lane, turn } = await answered("hello", "good", "morning");
      const part = await stage.partStep(lane, "send");
      await stage.store.recordAccepted(lane, part.id, at("SM-out"));
      const life = await desk.timelineOf("SM-hello");
      expect(life).toMatchObject({
        id: turn.messageId,
        sid: "SM-hello",
        textLength: 5,
        attachments: 0,
        state: "answered",
        receivedAt: stage.clock.now(),
        answeredBy: null,
        model: "a-model",
        parts: [
          { part: 0, sid: "SM-out", state: "accepted", length: 4 },
          { part: 1, sid: null, state: "pending", length: 7, startedAt: null },
        ],
      });
      expect(await desk.timelineOf(String(turn.messageId))).toEqual(life);
      expect(await desk.timelineOf("SM-out")).toEqual(life);
      expect(await desk.timelineOf("SM-of-nobody")).toBeNull();
      expect(await desk.timelineOf("999999999999999")).toBeNull();
    });

    test("has what Twilio refused sent again under a new name, all of it", async () => {
      const turn = await refusedByMessenger();
      const states = async () =>
        (await desk.timelineOf("SM-hello"))?.parts.map(({ state }) => state);
      expect(await states()).toEqual(["failed", "dead"]);
      expect(await desk.retry(turn.messageId)).toEqual({ outcome: "send-again" });
      expect(await states()).toEqual(["pending", "pending"]);
      const part = await stage.partStep(await stage.claim(), "send");
      expect(part).toMatchObject({ content: textPart("one"), attempt: 0 });
      expect(await desk.retry(turn.messageId)).toEqual({ outcome: "being-sent" });
    });

    test("asks the server to answer again what was given up", async () => {
      await stage.receive({ sid: "SM-hello", text: "hello" });
      const lane = await stage.claim();
      const turn = await stage.answerStep(lane);
      expect(await desk.retry(turn.messageId)).toEqual({ outcome: "under-way" });
      await stage.store.deadLetterTurn(lane, turn, "sorry", "no way");
      expect(await desk.retry(turn.messageId)).toEqual({ outcome: "answer-again" });
      expect(await stage.store.dueJobs("retry", 10)).toMatchObject([
        { payload: { messageId: String(turn.messageId) } },
      ]);
      expect(await desk.retry(turn.messageId + 100)).toEqual({ outcome: "unknown" });
    });

    test("erases a user at once: a worker with their lane can store nothing any more", async () => {
      await stage.receive({ sid: "SM-hello", text: "hello" });
      await stage.receive({ sid: "SM-2", from: BOB.phoneNumber, identity: BOB });
      const lane = await stage.claim();
      const turn = await stage.answerStep(lane);
      expect(await desk.eraseUser(turn.userId)).toBe(true);
      expect(await stage.answer(lane, turn, "too late")).toBe(false);
      expect(await desk.eraseUser(turn.userId)).toBe(false);
      expect(await desk.timelineOf("SM-hello")).toBeNull();
      expect((await desk.users()).map(({ phoneNumber }) => phoneNumber)).toEqual([BOB.phoneNumber]);
      expect((await stage.receive({ sid: "SM-hello", text: "hello" })).outcome).toBe("duplicate");
    });
  });
}
