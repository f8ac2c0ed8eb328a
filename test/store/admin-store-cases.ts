import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { textPart } from "../../src/core/reply-part.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { aMessage } from "../messages.ts";
import { testAdminAccess } from "./conformance/admin-access.ts";
import { testMergedAddresses } from "./conformance/merged-addresses.ts";
import { testMerges } from "./conformance/merges.ts";
import { testRecordedChanges } from "./conformance/recorded-changes.ts";
import { testPageChanges } from "./conformance/page-changes.ts";
import { at, type OpenDatabase, setUp, type Setup } from "./conformance/setup.ts";

const BOB = { phoneNumber: "whatsapp:+4915187654321", externalUserId: null };
const CARL = "whatsapp:+4915111111111";

/** Defines the tests of the operator's functions on every store. */
export function describeAdminStore(
  name: string,
  open: (clock: FakeClock) => Promise<OpenDatabase>,
): void {
  describe(`${name}: beside the server, an operator`, () => {
    let setup: Setup;
    let admin: AdminStore;
    beforeEach(async () => {
      const clock = createFakeClock();
      const opened = await open(clock);
      setup = setUp(opened, clock);
      admin = await opened.openAdminStore();
    });
    afterEach(async () => {
      await admin.close();
      await setup.close();
    });

    testAdminAccess(
      () => setup,
      () => admin,
    );

    testRecordedChanges(
      () => setup,
      () => admin,
    );
    testPageChanges(
      () => setup,
      () => admin,
    );
    testMerges(
      () => setup,
      () => admin,
    );
    testMergedAddresses(
      () => setup,
      () => admin,
    );

    async function answered(text: string, ...parts: string[]) {
      await setup.receive({ sid: `SM-${text}`, text });
      const lane = await setup.claim();
      const turn = await setup.answerStep(lane);
      await setup.answer(lane, turn, ...parts);
      return { lane, turn };
    }

    async function refusedByMessenger() {
      const { lane, turn } = await answered("hello", "one", "two");
      const part = await setup.partStep(lane, "send");
      await setup.store.recordRefused(lane, part.id, { code: "63016", message: "too late" });
      await setup.store.releaseLane(lane);
      return turn;
    }

    test("erases a user, whose charges stay without them", async () => {
      await answered("hello");
      const user = await admin.findUser(aMessage().from);
      await admin.eraseUser(user?.id ?? 0, TERMINAL);
      const rows = await setup.query("SELECT kind, user_id, message_id FROM charges");
      expect(rows).toEqual([{ kind: "message in", user_id: null, message_id: null }]);
    });

    test("sees who wrote last first, and who never wrote at the end", async () => {
      await admin.setPermissions(CARL, { isWhitelisted: true, isActive: true }, TERMINAL);
      await setup.receive({ sid: "SM-1", text: "first" });
      await setup.clock.advance(1_000);
      await setup.receive({ sid: "SM-2", from: BOB.phoneNumber, identity: BOB });
      await setup.store.receive(
        aMessage({ sid: "SM-3", from: BOB.phoneNumber, identity: BOB }),
        () => ({ admitted: false, why: "rate-limited", notice: null }),
      );
      expect(await admin.users()).toMatchObject([
        { phoneNumber: BOB.phoneNumber, messages: 1, refused: 1, isActive: true },
        { phoneNumber: aMessage().from, messages: 1, refused: 0 },
        { phoneNumber: CARL, messages: 0, refused: 0, lastWroteAt: null, isWhitelisted: true },
      ]);
      expect((await admin.users())[0]?.lastWroteAt).toBe(setup.clock.now());
    });

    test("finds a user by number and by address, and by nothing else", async () => {
      const { id } = await admin.setPermissions(
        CARL,
        { isWhitelisted: false, isActive: false },
        TERMINAL,
      );
      expect(await admin.findUser(id)).toMatchObject({ phoneNumber: CARL, isActive: false });
      expect(await admin.findUser(CARL)).toMatchObject({ id });
      expect(await admin.findUser(id + 1)).toBeNull();
      expect(await admin.findUser("whatsapp:+1")).toBeNull();
      const again = await admin.setPermissions(
        CARL,
        { isWhitelisted: true, isActive: true },
        TERMINAL,
      );
      expect(again).toMatchObject({ id, isWhitelisted: true, isActive: true });
    });

    test("changes nothing of a user with the same permissions", async () => {
      const updatedAt = async () => (await setup.query("SELECT updated_at FROM users"))[0];
      const standing = { isWhitelisted: true, isActive: true };
      await admin.setPermissions(CARL, standing, TERMINAL);
      const before = await updatedAt();
      await setup.clock.advance(1_000);
      expect(await admin.setPermissions(CARL, standing, TERMINAL)).toMatchObject(standing);
      expect(await updatedAt()).toEqual(before);
    });

    test("reads what was said, oldest first, without what was refused", async () => {
      const { lane, turn } = await answered("hello", "good morning");
      await setup.store.releaseLane(lane);
      await setup.store.receive(aMessage({ sid: "SM-no", text: "never kept" }), () => ({
        admitted: false,
        why: "rate-limited",
        notice: null,
      }));
      await setup.receive({ sid: "SM-2", text: "and now?" });
      const who = (await admin.users())[0]?.id ?? 0;
      const said = await admin.conversation(who, 10);
      expect(said.map(({ by, text }) => `${by}: ${text}`)).toEqual([
        "user: hello",
        "bot: good morning",
        "user: and now?",
      ]);
      expect(said[0]).toMatchObject({ messageId: turn.messageId, type: "text" });
      expect((await admin.conversation(who, 1)).map(({ text }) => text)).toEqual(["and now?"]);
    });

    test("reads our notices among it, marked as such, whatever they were sent for", async () => {
      const { lane } = await answered("hello", "good morning");
      await setup.store.releaseLane(lane);
      await setup.store.receive(aMessage({ sid: "SM-no", text: "never kept" }), () => ({
        admitted: false,
        why: "rate-limited",
        notice: { text: "Slow down.", everyMs: 1_000 },
      }));
      const who = (await admin.users())[0]?.id ?? 0;
      const said = await admin.conversation(who, 10);
      expect(said.map(({ by, text, isNotice }) => [by, text, isNotice])).toEqual([
        ["user", "hello", false],
        ["bot", "good morning", false],
        ["bot", "Slow down.", true],
      ]);
      expect((await admin.conversation(who, 1)).map(({ text }) => text)).toEqual(["Slow down."]);
    });

    test("reads one message's timeline by its sid, its number and its part's sid", async () => {
      const { lane, turn } = await answered("hello", "good", "morning");
      const part = await setup.partStep(lane, "send");
      await setup.store.recordAccepted(lane, part.id, at("SM-out"));
      const life = await admin.timelineOf("SM-hello");
      expect(life).toMatchObject({
        id: turn.messageId,
        sid: "SM-hello",
        textLength: 5,
        attachments: 0,
        state: "answered",
        receivedAt: setup.clock.now(),
        answeredBy: null,
        model: "a-model",
        parts: [
          { part: 0, sid: "SM-out", state: "accepted", length: 4 },
          { part: 1, sid: null, state: "pending", length: 7, startedAt: null },
        ],
      });
      expect(await admin.timelineOf(String(turn.messageId))).toEqual(life);
      expect(await admin.timelineOf("SM-out")).toEqual(life);
      expect(await admin.timelineOf("SM-of-nobody")).toBeNull();
      expect(await admin.timelineOf("999999999999999")).toBeNull();
    });

    test("has what Twilio refused sent again under a new name, all of it", async () => {
      const turn = await refusedByMessenger();
      const states = async () =>
        (await admin.timelineOf("SM-hello"))?.parts.map(({ state }) => state);
      expect(await states()).toEqual(["failed", "dead"]);
      expect(await admin.retry(turn.messageId, TERMINAL)).toEqual({ outcome: "send-again" });
      expect(await states()).toEqual(["pending", "pending"]);
      const part = await setup.partStep(await setup.claim(), "send");
      expect(part).toMatchObject({ content: textPart("one"), attempt: 0 });
      expect(await admin.retry(turn.messageId, TERMINAL)).toEqual({ outcome: "being-sent" });
    });

    test("asks the server to answer again what was given up", async () => {
      await setup.receive({ sid: "SM-hello", text: "hello" });
      const lane = await setup.claim();
      const turn = await setup.answerStep(lane);
      expect(await admin.retry(turn.messageId, TERMINAL)).toEqual({ outcome: "under-way" });
      await setup.store.deadLetterTurn(lane, turn, "sorry", "no way");
      expect(await admin.retry(turn.messageId, TERMINAL)).toEqual({ outcome: "answer-again" });
      expect(await setup.store.dueJobs("retry", 10)).toMatchObject([
        { payload: { messageId: String(turn.messageId) } },
      ]);
      expect(await admin.retry(turn.messageId + 100, TERMINAL)).toEqual({ outcome: "unknown" });
    });

    test("erases a user at once: a worker with their lane can store nothing any more", async () => {
      await setup.receive({ sid: "SM-hello", text: "hello" });
      await setup.receive({ sid: "SM-2", from: BOB.phoneNumber, identity: BOB });
      const lane = await setup.claim();
      const turn = await setup.answerStep(lane);
      expect(await admin.eraseUser(turn.userId, TERMINAL)).toBe(true);
      expect(await setup.answer(lane, turn, "too late")).toBe(false);
      expect(await admin.eraseUser(turn.userId, TERMINAL)).toBe(false);
      expect(await admin.timelineOf("SM-hello")).toBeNull();
      expect((await admin.users()).map(({ phoneNumber }) => phoneNumber)).toEqual([
        BOB.phoneNumber,
      ]);
      expect((await setup.receive({ sid: "SM-hello", text: "hello" })).outcome).toBe("duplicate");
    });
  });
}
