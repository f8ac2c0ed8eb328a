import { Database } from "bun:sqlite";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { offeringPart } from "../../../src/core/reply-part.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { pictured } from "../../outgoing-file.ts";
import { TEST_TARIFF } from "../test-tariff.ts";
import { money } from "../conformance/charges.ts";
import { call, setUp } from "../conformance/setup.ts";
import { openAdminStore } from "../../../src/store/sqlite/admin-store.ts";

const BOB = { phoneNumber: null, externalUserId: "whatsapp:US.1234567890" };
/** A text with every character that COPY must escape, in which a NUL can be lost. */
export const ODD = `tab\tline\nreturn\rback\\slash\\N \b\f\v "quotes" 'too' \u{1F600} \u2028 end`;

const ALLOWED = { isWhitelisted: true, isActive: true };

/** Makes a database by the store's own steps that has rows in every table, some of them odd. */
export async function makeFullDatabase(path: string): Promise<void> {
  const clock = createFakeClock();
  const store = await openSqliteStore({ path, clock, tariff: TEST_TARIFF, hasWebhook: true });
  const setup = setUp({ store, query: async () => [], close: () => store.close() }, clock);
  const photo = { url: "https://x/1", contentType: "image/jpeg", kind: "image" } as const;
  await setup.receive({ sid: "MM-photo", text: ODD, type: "image", attachments: [photo] });
  const lane = await setup.claim();
  const turn = await setup.answerStep(lane);
  await store.recordUnderstanding(
    lane,
    { messageId: turn.messageId, idx: 0 },
    {
      kind: "image",
      contentType: "image/png",
      bytes: Uint8Array.from({ length: 700_000 }, (_, i) => i % 251),
      state: "understood",
    },
    "2026-11-22",
  );
  await store.recordAnswer(lane, turn, {
    text: "one",
    parts: [
      offeringPart("one", { choices: [{ id: "/a", title: "Á" }], inWords: ODD }, 3),
      pictured("two", 92),
    ],
    effects: [
      { kind: "remember-fact", text: ODD },
      {
        kind: "set-reminder",
        text: ODD,
        schedule: { start: "2026-11-27T09:00:00", repeat: { weekdays: [5] }, until: null },
        dueAt: Date.UTC(2026, 10, 27, 8),
        timeZone: "Europe/Berlin",
      },
    ],
    model: "a-model",
    usage: null,
    error: null,
  });
  await store.releaseLane(lane);
  // Two at once: the first is answered by the second, which stands behind it.
  await setup.receive({
    sid: "SM-1",
    text: "one more",
    identity: BOB,
    from: "whatsapp:US.1234567890",
  });
  await setup.receive({
    sid: "SM-2",
    text: "thing",
    identity: BOB,
    from: "whatsapp:US.1234567890",
  });
  await store.writeState("caught-up-to", "1795348800000");
  const admin = openAdminStore({ path, clock });
  await admin.setPermissions(
    "whatsapp:+4915100000000",
    { isWhitelisted: false, isActive: false },
    TERMINAL,
  );
  const one = await admin.setPermissions("whatsapp:+34600000001", ALLOWED, TERMINAL);
  const two = await admin.setPermissions("whatsapp:+34600000002", ALLOWED, TERMINAL);
  await admin.mergeUsers({ keep: one.id, other: two.id }, { isAdmitted: false, by: TERMINAL });
  await setup.receive({ sid: "MM-gone", from: "whatsapp:+4915199999999", attachments: [photo] });
  const gone = await admin.findUser("whatsapp:+4915199999999");
  await admin.eraseUser(gone?.id ?? 0, TERMINAL);
  await admin.createAdminLink("a used link");
  await admin.enter("a used link", { hash: "a session", lifeMs: 60_000 }, () => true);
  await admin.createAdminLink("a link");
  await admin.recordAudit({ by: "terminal", action: ODD, userId: null, detail: ODD });
  await admin.storeSetting("SYSTEM_PROMPT", ODD, TERMINAL);
  await admin.close();
  // The call under way holds a reservation, and its lane an owner.
  const next = await setup.claim();
  const part = await store.nextStep(next, {
    leaseMs: 30_000,
    mayAnswer: true,
    isMerged: false,
    suspects: { kind: "begin" },
  });
  if (part?.kind === "send") {
    const { id, nonce } = part.part;
    await store.recordAccepted(next, id, { sid: "SM-out", nextAfterMs: 0 });
    await store.recordStatus({ nonce, sid: "SM-out", status: "delivered", errorCode: null });
  }
  const other = await setup.claim();
  const asked = await setup.answerStep(other);
  await store.beginModelCall(other, asked, call({ money: money() }));
  const tells = { id: "call_1", name: "clock", arguments: '{"city":"Zürich"}' };
  const fails = { id: "call_2", name: "mail", arguments: null };
  const continuation = { of: "m through chat", data: "{}" };
  await store.beginToolCalls(other, asked, { round: 0, calls: [tells, fails], continuation });
  const place = { messageId: asked.messageId, round: 0, idx: 0 };
  const effect = { kind: "remember-fact", text: "Ada likes 12:00 ✓" } as const;
  await store.finishToolCall(other, place, { state: "finished", result: "12:00 ✓", effect });
  await store.close();
  using database = new Database(path);
  database.run("UPDATE attachments SET text = '' WHERE bytes IS NOT NULL");
  database.run(
    "UPDATE messages SET answered_by = (SELECT id FROM messages WHERE sid = 'SM-2') WHERE sid = 'SM-1'",
  );
}
