import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import type { Attachment } from "../../../src/core/message.ts";
import type { Verdict } from "../../../src/store/receipt.ts";
import { aMessage } from "../../messages.ts";
import { admitted, at, call, type Setup } from "./setup.ts";

const ADA = "whatsapp:+4915112345678";
const BOB = "whatsapp:+4915187654321";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY = "2026-11-22";

/** Defines tests of cases in which two implementations of the store once differed. */
export function testDrift(setup: () => Setup): void {
  const refused = (): Verdict => ({ admitted: false, why: "not-whitelisted", notice: null });

  /** Has the message that waits answered, with a topic when it is a command, and sends the answer. */
  async function answer(text: string, topic?: string): Promise<void> {
    const { store, claim, answerStep, partStep } = setup();
    const lane = await claim();
    const record = { text, parts: [textPart(text)], model: null, usage: null, error: null };
    await store.recordAnswer(lane, await answerStep(lane), { ...record, ...(topic && { topic }) });
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at(`SM-${text}`));
    await store.releaseLane(lane);
  }

  async function topicBefore(text: string): Promise<string | null> {
    const { receive, claim, answerStep } = setup();
    await receive({ text });
    return (await answerStep(await claim())).user.before?.topic ?? null;
  }

  const updatedAt = async (): Promise<number[]> =>
    (await setup().query("SELECT updated_at FROM users ORDER BY id")).map((row) =>
      Number(row["updated_at"]),
    );

  test("a yes after a message that came late consents to nothing that was asked before it", async () => {
    const { store, clock, receive } = setup();
    await receive({ text: "/forget" });
    await answer("Erase everything?", "forget");
    await clock.advance(MINUTE_MS);
    // It was sent before the command and fetched after it: its answer is what the user saw last.
    await store.receive(aMessage({ text: "Shall I go by train?" }), admitted, 5 * MINUTE_MS);
    await answer("Shall I look for one?");
    expect(await topicBefore("yes")).toBeNull();
  });

  test("a yes to a question whose command came late is a yes to it", async () => {
    const { store, clock, receive } = setup();
    await receive({ text: "hello" });
    await answer("hi");
    await clock.advance(MINUTE_MS);
    await store.receive(aMessage({ text: "/forget" }), admitted, 5 * MINUTE_MS);
    await answer("Erase everything?", "forget");
    expect(await topicBefore("yes")).toBe("forget");
  });

  test("what was refused is deleted once it is old, also where its sender never had a lane", async () => {
    const { store, query } = setup();
    await store.receive(aMessage({ sid: "SM-refused" }), refused, 2 * HOUR_MS);
    await query("DELETE FROM lanes");
    expect(await store.deleteMessages(HOUR_MS, 10)).toBe(1);
    expect(await query("SELECT id FROM messages")).toEqual([]);
    const again = await store.receive(aMessage({ sid: "SM-refused" }), admitted);
    expect(again).toEqual({ outcome: "duplicate" });
  });

  test("what is forgotten is deleted once it was answered, also where its user has no lane", async () => {
    const { store, receive, claim, answerStep, partStep, query } = setup();
    await receive({ text: "yes" });
    const lane = await claim();
    await store.forget(lane, (await answerStep(lane)).messageId, "gone");
    await store.recordAccepted(lane, (await partStep(lane, "send")).id, at("SM-gone"));
    await query("DELETE FROM lanes");
    expect(await store.deleteForgotten(10)).toBe(1);
  });

  test("a user who is allowed again is not changed by it", async () => {
    const { store, clock } = setup();
    await store.setAccess({ address: ADA }, "allowed", null, TERMINAL);
    const before = await updatedAt();
    await clock.advance(1_000);
    await store.setAccess({ address: ADA }, "allowed", null, TERMINAL);
    expect(await updatedAt()).toEqual(before);
    await store.setAccess({ address: ADA }, "blocked", null, TERMINAL);
    expect(await updatedAt()).toEqual(before.map((time) => time + 1_000));
  });

  test("a user who repeats a choice is not changed by it", async () => {
    const { store, clock, receive, claim } = setup();
    await receive();
    const lane = await claim();
    await store.setPreferences(lane, { language: "es" });
    const before = await updatedAt();
    await clock.advance(1_000);
    expect(await store.setPreferences(lane, { language: "es" })).toBe(true);
    expect(await updatedAt()).toEqual(before);
    expect(await store.setPreferences(lane, { persona: "a pirate" })).toBe(true);
    expect(await updatedAt()).toEqual(before.map((time) => time + 1_000));
  });

  test("a delivery report that comes again changes nothing", async () => {
    const { store, clock, receive, query } = setup();
    await receive();
    await answer("hi");
    const report = { nonce: null, sid: "SM-hi", status: "sent", errorCode: null } as const;
    expect(await store.recordStatus(report)).toMatchObject({ part: 0 });
    const before = await query("SELECT state, updated_at FROM deliveries");
    await clock.advance(1_000);
    expect(await store.recordStatus(report)).toMatchObject({ part: 0 });
    expect(await store.recordStatus({ ...report, status: "accepted" })).toMatchObject({ part: 0 });
    expect(await query("SELECT state, updated_at FROM deliveries")).toEqual(before);
  });

  test("the copies of what an erased user sent are removed in the order in which they came", async () => {
    const { store, receive, claim, answerStep } = setup();
    const photo = (url: string): Attachment => ({ url, contentType: "image/jpeg", kind: "image" });
    const urls = Array.from({ length: 6 }, (_, index) => `https://x/${index}`);
    for (const [index] of urls.entries()) {
      if (index % 2 === 1) continue;
      await receive({ attachments: urls.slice(index, index + 2).map(photo) });
    }
    await receive({ text: "yes" });
    const lane = await claim();
    // Understood from the last to the first: a row that was changed may stand elsewhere.
    const turn = await answerStep(lane);
    const bytes = new Uint8Array([1]);
    const found = { kind: "image", contentType: "image/png", bytes } as const;
    for (const idx of [1, 0]) {
      const place = { messageId: turn.messageId, idx };
      const understood = { ...found, state: "understood" } as const;
      await store.recordUnderstanding(lane, place, understood, DAY);
    }
    for (let count = 0; count < 3; count += 1) {
      await setup().answer(lane, await answerStep(lane));
    }
    await store.forget(lane, (await answerStep(lane)).messageId, "gone");
    const jobs = await store.dueJobs("remove-media", 10);
    expect(jobs.map(({ payload }) => payload["url"])).toEqual(urls);
  });

  test("what all have spent on a day is the sum of what each has spent, and kept nowhere else", async () => {
    const { store, receive, claim, answerStep, answer: record, query } = setup();
    for (const from of [ADA, BOB]) {
      await receive({ from });
      const lane = await claim();
      const turn = await answerStep(lane);
      await store.beginModelCall(lane, turn, call({ dailyLimit: 1_000 }));
      await record(lane, turn);
      await store.releaseLane(lane);
    }
    const rows = await query("SELECT user_id, tokens FROM spending ORDER BY user_id");
    expect(rows.map((row) => [Number(row["user_id"]), Number(row["tokens"])])).toEqual([
      [1, 100],
      [2, 100],
    ]);
  });

  test("a day's limit counts what all users spent on it", async () => {
    const { store, receive, claim, answerStep, query } = setup();
    await query(`INSERT INTO spending (day, user_id, tokens) VALUES ('${DAY}', 77, 800)`);
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    const begin = (dailyLimit: number) => store.beginModelCall(lane, turn, call({ dailyLimit }));
    expect(await begin(899)).toMatchObject({ outcome: "over-limit" });
    expect(await begin(900)).toMatchObject({ outcome: "begun" });
  });
}
