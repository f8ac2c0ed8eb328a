import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import { pictured } from "../../outgoing-file.ts";
import { at, type Setup } from "./setup.ts";

const MINUTE_MS = 60_000;
const PHOTO = { url: "https://x/1", contentType: "image/jpeg", kind: "image" } as const;

export function testPrivacy(setup: () => Setup): void {
  /** Receives a message and begins its turn, after what the user chooses. */
  async function beginTurn(isIncognito: boolean, text: string) {
    const { store, receive, claim, answerStep } = setup();
    await receive({ text });
    const lane = await claim();
    await store.setPreferences(lane, { isIncognito });
    return { lane, turn: await answerStep(lane) };
  }

  /** Sends the part that is due, and has it reported as delivered. */
  async function deliver(lane: Awaited<ReturnType<typeof beginTurn>>["lane"], sid: string) {
    const { store, partStep } = setup();
    const { id, nonce } = await partStep(lane, "send");
    await store.recordAccepted(lane, id, at(sid));
    await store.recordStatus({ nonce, sid, status: "delivered", errorCode: null });
  }

  test("what an incognito user wrote is erased with its answer once that is delivered, and no sooner", async () => {
    const { store, receive, claim, answerStep, query } = setup();
    await receive({ text: "Hello" });
    const lane = await claim();
    expect(await store.hasPrivate()).toBe(false);
    await store.setPreferences(lane, { isIncognito: true });
    await receive({ text: "the-secret", type: "image", attachments: [PHOTO], quotedSid: "SM0" });
    // Begun before the choice, it is ordinary; the next one is not.
    const ordinary = await answerStep(lane);
    expect(ordinary.user.isIncognito).toBe(true);
    const parts = [textPart("the-secret-1"), pictured("the-secret-2", 2)];
    const record = { text: "the-secret", parts, model: "m", usage: null, error: null };
    await store.recordAnswer(lane, ordinary, record);
    expect(await store.hasPrivate()).toBe(true);
    expect(await store.erasePrivate(MINUTE_MS, 10)).toBe(0);
    await deliver(lane, "SM-1");
    expect(await store.erasePrivate(MINUTE_MS, 10)).toBe(0);
    await deliver(lane, "SM-2");
    expect(await store.erasePrivate(MINUTE_MS, 10)).toBe(1);
    const [message] = await query(
      "SELECT content, ai_response, media_url, quoted_sid, privacy FROM messages ORDER BY id",
    );
    expect(message).toEqual({
      content: null,
      ai_response: null,
      media_url: null,
      quoted_sid: null,
      privacy: "erased",
    });
    expect(await query("SELECT body FROM deliveries")).toEqual([{ body: "" }, { body: "" }]);
    expect(await query("SELECT token FROM outgoing_files")).toEqual([]);
    const next = await answerStep(lane);
    await store.recordAnswer(lane, next, { ...record, parts: [] });
    expect(await store.erasePrivate(MINUTE_MS, 10)).toBe(1);
    expect(await query("SELECT url FROM attachments")).toEqual([]);
    expect(await store.dueJobs("remove-media", 10)).toHaveLength(1);
    expect(await store.hasPrivate()).toBe(false);
  });

  test("a part that is never reported keeps it for a while, and so does one that is held", async () => {
    const { store, clock, partStep, query } = setup();
    const { lane, turn } = await beginTurn(true, "the-secret");
    await store.recordAnswer(lane, turn, {
      text: "a",
      parts: [textPart("a")],
      held: [textPart("b")],
      model: null,
      usage: null,
      error: null,
    });
    await store.recordAccepted(lane, (await partStep(lane, "send")).id, at("SM-1"));
    expect(await store.erasePrivate(MINUTE_MS, 10)).toBe(0);
    clock.jump(2 * MINUTE_MS);
    expect(await store.erasePrivate(MINUTE_MS, 10)).toBe(1);
    expect(await query("SELECT state, body FROM deliveries ORDER BY id")).toEqual([
      { state: "accepted", body: "" },
      { state: "dead", body: "" },
    ]);
    expect(await store.requeueMessage(turn.messageId)).toBe(false);
  });

  test("it knows no past, is past for nothing, and names no conversation", async () => {
    const { store, answerStep, receive, answer, query } = setup();
    const { lane, turn } = await beginTurn(true, "the-secret");
    expect(await store.history(turn, 10)).toEqual([]);
    await answer(lane, turn);
    await receive({ text: "And now?" });
    await store.setPreferences(lane, { isIncognito: false });
    const next = await answerStep(lane);
    expect(await store.history(next, 10)).toEqual([]);
    await store.erasePrivate(MINUTE_MS, 10);
    expect(await query("SELECT title FROM conversations")).toEqual([{ title: null }]);
    await answer(lane, next, "Fine");
    await receive({ text: "Good" });
    await deliver(lane, "SM-9");
    const last = await answerStep(lane);
    const past = await store.history(last, 10);
    expect(past.map(({ text }) => text)).toEqual(["And now?", "Fine"]);
  });

  test("an incognito user's message that is given up is erased too, and not answered later", async () => {
    const { store, query } = setup();
    const { lane, turn } = await beginTurn(true, "the-secret");
    await store.deadLetterTurn(lane, turn, "Sorry.", "no");
    await deliver(lane, "SM-1");
    expect(await store.erasePrivate(MINUTE_MS, 10)).toBe(1);
    expect(await store.requeueMessage(turn.messageId)).toBe(false);
    expect(await query("SELECT content, state FROM messages")).toEqual([
      { content: null, state: "dead" },
    ]);
  });
}
