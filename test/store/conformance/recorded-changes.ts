import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import { aMessage } from "../../messages.ts";
import type { Setup } from "./setup.ts";

const OWNER = "whatsapp:+4915199999999";
const BEA = "whatsapp:+4915187654321";
const TABLES = ["users", "facts", "reminders", "messages", "deliveries", "jobs", "settings"];
const ACCESS = ["admin_links", "admin_sessions", "webhook_events"];

/** The changes that owners make, and the rows that these leave in the record of changes. */
export function testRecordedChanges(setup: () => Setup, admin: () => AdminStore): void {
  const { from: ada } = aMessage();
  const always = () => true;
  const session = (hash: string) => ({ hash, lifeMs: 60_000 });
  const state = () =>
    Promise.all([...TABLES, ...ACCESS].map((name) => setup().query(`SELECT * FROM ${name}`)));

  /** Two users: one with a fact, a reminder and a request for a human, one with a message given up. */
  async function twoUsers() {
    const { store } = setup();
    await setup().receive({ sid: "SM-1", text: "one" });
    const lane = await setup().claim();
    await setup().answerStep(lane);
    await store.askForHuman(lane);
    await store.releaseLane(lane);
    const { userId } = lane;
    await setup().query(
      `INSERT INTO facts (id, user_id, text, created_at) VALUES (1, ${userId}, 'a fact', 1)`,
    );
    await setup().query(`INSERT INTO reminders
      (id, user_id, number, text, due_at, created_at, updated_at)
      VALUES (1, ${userId}, 1, 'a reminder', 9000000000000, 1, 1)`);
    const identity = { phoneNumber: BEA, externalUserId: null };
    await setup().receive({ sid: "SM-2", text: "two", from: BEA, identity });
    await setup().query(`UPDATE messages SET state = 'dead' WHERE sid = 'SM-2'`);
    const other = (await admin().findUser(BEA))?.id ?? 0;
    const [{ code } = {}] = await setup().query(`SELECT code FROM users WHERE id = ${other}`);
    const [{ id } = {}] = await setup().query("SELECT id FROM messages WHERE sid = 'SM-2'");
    return { userId, other, code: String(code), deadId: Number(id) };
  }

  async function everyChange(): Promise<[action: string, () => Promise<unknown>][]> {
    const { store } = setup();
    const a = admin();
    const { userId, other, code, deadId } = await twoUsers();
    await a.createAdminLink("link");
    await a.beginAdminSession(session("one"));
    await a.beginAdminSession(session("two"));
    const written = { to: userId, text: "Hello", by: OWNER, requestKey: null, isOwner: true };
    const allowed = { isWhitelisted: true, isActive: true };
    return [
      ["signed in", () => a.enter("link", session("three"), always)],
      ["message retried", () => a.retry(deadId, OWNER)],
      ["user admitted", () => a.setPermissions(ada, allowed, OWNER)],
      ["user blocked", () => store.setAccess({ address: BEA }, "blocked", null, OWNER)],
      ["user admitted", () => a.setAccess({ code }, "allowed", null, OWNER)],
      ["user changed", () => a.changeUser(userId, { language: "pt" }, OWNER)],
      ["user changed", () => store.setBudget({ address: ada }, { daily: 5n }, OWNER)],
      ["fact deleted", () => a.deleteFact(userId, 1, OWNER)],
      ["reminder cancelled", () => a.deleteReminder(userId, 1, OWNER)],
      ["request for a human ended", () => a.endHumanRequest(userId, OWNER)],
      ["conversation taken over", () => a.takeOver(userId, { by: OWNER, isForced: false })],
      ["message written", () => a.writeMessage(written, () => ({ parts: [textPart("Hello")] }))],
      ["conversation handed back", () => a.handBack(userId, OWNER)],
      [
        "users merged",
        () => a.mergeUsers({ keep: userId, other }, { isAdmitted: false, by: OWNER }),
      ],
      ["setting changed", () => a.storeSetting("HUMAN_CONTACT", "Call us.", OWNER)],
      ["setting reset", () => a.storeSetting("HUMAN_CONTACT", null, OWNER)],
      ["signed out", () => a.endAdminSession("one", OWNER)],
      ["signed out everywhere", () => a.endAdminSessions(OWNER)],
      ["user erased", () => a.eraseUser(userId, OWNER)],
    ];
  }

  test("an owner's change and its row in the record are made together, or neither is", async () => {
    for (const [action, change] of await everyChange()) {
      const before = await state();
      await setup().query("ALTER TABLE admin_audit RENAME TO other_audit");
      const failed = await change().then(
        () => false,
        () => true,
      );
      expect({ action, failed }).toEqual({ action, failed: true });
      expect({ action, state: await state() }).toEqual({ action, state: before });
      await setup().query("ALTER TABLE other_audit RENAME TO admin_audit");
      await change();
      expect({ action, state: await state() }).not.toEqual({ action, state: before });
      const [last] = await admin().auditBefore(Number.MAX_SAFE_INTEGER, 1);
      const by = action === "signed in" ? "terminal" : OWNER;
      expect(last).toMatchObject({ action, by });
    }
  });

  test("what changes nothing leaves no row in the record of changes", async () => {
    const { userId, other } = await twoUsers();
    const { store } = setup();
    await admin().deleteFact(userId, 99, OWNER);
    await admin().handBack(userId, OWNER);
    await admin().endHumanRequest(other, OWNER);
    await admin().changeUser(99, { language: "pt" }, OWNER);
    await admin().eraseUser(99, OWNER);
    await store.setBudget({ address: ada }, {}, OWNER);
    await store.setAccess({ code: "NOBODY" }, "allowed", null, OWNER);
    expect(await admin().auditBefore(Number.MAX_SAFE_INTEGER, 1)).toEqual([]);
  });
}
