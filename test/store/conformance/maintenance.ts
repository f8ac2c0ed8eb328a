import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import type { NewJob } from "../../../src/store/maintenance.ts";
import { admitted, type Setup } from "./setup.ts";
import { aMessage } from "../../messages.ts";

const DAY_MS = 24 * 60 * 60_000;
const JOB: NewJob = { kind: "remove-media", payload: { url: "https://x/1", messageSid: "MM1" } };

export function testMaintenance(setup: () => Setup): void {
  async function answered(text: string, jobs: readonly NewJob[] = []) {
    const { store, receive, claim, answerStep, partStep } = setup();
    const photo = { url: "https://x/1", contentType: "image/jpeg", kind: "image" } as const;
    await receive({ sid: `MM-${text}`, text, type: "image", attachments: [photo] });
    const lane = await claim();
    const turn = await answerStep(lane);
    const place = { messageId: turn.messageId, idx: 0 };
    const bytes = new Uint8Array([1]);
    const found = { state: "understood", kind: "image", contentType: "image/png", bytes } as const;
    await store.recordUnderstanding(lane, place, found, "2026-11-22");
    await store.recordAnswer(lane, turn, {
      text: "seen",
      words: [{ messageId: turn.messageId, text: `${text}, in other words`, type: "image" }],
      jobs,
      parts: [textPart("seen")],
      model: "a-model",
      usage: null,
      error: null,
    });
    const part = await partStep(lane, "send");
    return { lane, turn, part };
  }

  async function done(text: string, jobs: readonly NewJob[] = []) {
    const { store } = setup();
    const { lane, turn, part } = await answered(text, jobs);
    await store.recordAccepted(lane, part.id, { sid: `SM-${text}`, nextAfterMs: 0 });
    await store.releaseLane(lane);
    return turn;
  }

  test("the transcript of a message replaces its text", async () => {
    const { store, receive, claim, answerStep } = setup();
    const { messageId, receivedAt } = await done("a");
    await receive({ text: "b" });
    const past = await store.history(await answerStep(await claim()), 1 + 1);
    expect(past[0]).toEqual({
      messageId,
      receivedAt,
      role: "user",
      type: "image",
      isForwarded: false,
      text: "a, in other words",
    });
  });

  test("jobs and events wait no longer than a day for a clock that was set back", async () => {
    const { store, clock, query } = setup();
    await done("a", [JOB, { ...JOB, delayMs: DAY_MS }]);
    await query(`INSERT INTO webhook_events (event_id, type, user_id, attempt, run_at, created_at)
      SELECT 'evt_1', 'message.received', id, 0, ${clock.now()}, ${clock.now()} FROM users`);
    await store.makeStrandedDue();
    expect(await store.dueJobs("remove-media", 10)).toHaveLength(1);

    clock.jump(-30 * DAY_MS);
    expect(await store.dueJobs("remove-media", 10)).toEqual([]);
    expect(await store.claimEvents(10, 1_000)).toEqual([]);
    await store.makeStrandedDue();
    expect(await store.dueJobs("remove-media", 10)).toHaveLength(2);
    expect(await store.claimEvents(10, 1_000)).toMatchObject([{ eventId: "evt_1" }]);
  });

  test("a job is stored with the answer, comes back until it is done, and leaves nothing", async () => {
    const { store, clock } = setup();
    await done("a", [JOB, JOB]);
    const [first, second] = await store.dueJobs("remove-media", 10);
    expect(first).toEqual({ ...JOB, id: expect.any(Number), attempt: 0 });
    await store.finishJob(first?.id ?? 0);
    await store.postponeJob(second?.id ?? 0, 60_000, "busy");
    expect(await store.dueJobs("remove-media", 10)).toEqual([]);
    await clock.advance(60_000);
    expect(await store.dueJobs("remove-media", 10)).toMatchObject([{ attempt: 1 }]);
    await store.postponeJob(second?.id ?? 0, null, "never");
    clock.jump(DAY_MS);
    expect(await store.dueJobs("remove-media", 10)).toEqual([]);
  });

  test("media are dropped in batches, once their message is old and wants nothing any more", async () => {
    const { store, clock, query } = setup();
    await done("a");
    await done("b");
    const open = await answered("c");
    expect(await store.dropMedia(DAY_MS, 10)).toBe(0);
    clock.jump(DAY_MS + 1);
    expect(await store.dropMedia(DAY_MS, 1)).toBe(1);
    expect(await store.dropMedia(DAY_MS, 10)).toBe(1);
    expect(await store.dropMedia(DAY_MS, 10)).toBe(0);
    expect(await store.attachmentsOf(open.turn)).toMatchObject([{ state: "understood" }]);
    const accepted = { sid: "SM-c", nextAfterMs: 0 };
    expect(await store.recordAccepted(open.lane, open.part.id, accepted)).toBe(true);
    expect(await store.dropMedia(DAY_MS, 10)).toBe(1);
    expect(await store.attachmentsOf(open.turn)).toMatchObject([{ state: "dropped" }]);
    expect(await query("SELECT text, bytes FROM attachments")).toEqual(
      Array.from({ length: 3 }, () => ({ text: null, bytes: null })),
    );
  });

  test("old messages go with all that hangs on them, and are still known as seen", async () => {
    const { store, clock } = setup();
    const turn = await done("a");
    clock.jump(2 * DAY_MS);
    await done("b");
    expect(await store.deleteMessages(2 * DAY_MS - 1, 10)).toBe(1);
    expect(await store.attachmentsOf(turn)).toEqual([]);
    const again = await store.receive(aMessage({ sid: "MM-a" }), admitted);
    expect(again).toEqual({ outcome: "duplicate" });
    await store.compact();
    expect(await store.deleteMessages(2 * DAY_MS - 1, 10)).toBe(0);
  });

  test("nothing is deleted while a worker holds the lane", async () => {
    const { store, clock, receive, claim } = setup();
    await done("a");
    clock.jump(2 * DAY_MS);
    await receive({ text: "b" });
    const lane = await claim();
    expect(await store.deleteMessages(DAY_MS, 10)).toBe(0);
    await store.releaseLane(lane);
    expect(await store.deleteMessages(DAY_MS, 10)).toBe(1);
  });
}
