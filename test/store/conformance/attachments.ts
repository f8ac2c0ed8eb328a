import { expect, test } from "bun:test";
import type { Lane } from "../../../src/core/lane.ts";
import type { Attachment } from "../../../src/core/message.ts";
import type { Understanding, Understood } from "../../../src/store/attachments.ts";
import type { Turn } from "../../../src/store/turn.ts";
import type { Setup } from "./setup.ts";

const DAY = "2026-11-22";
const PHOTO: Attachment = { url: "https://x/1", contentType: "image/jpeg", kind: "image" };
const PAPER: Attachment = { url: "https://x/2", contentType: "text/plain", kind: "document" };
const STRANGER = "whatsapp:+491522222222";

const PICTURE: Understood<"image"> = {
  state: "understood",
  kind: "image",
  contentType: "image/png",
  bytes: new Uint8Array([1, 2, 3]),
};
const REFUSED = { state: "refused", contentType: "image/png", problem: "pictureCorrupt" } as const;

export function testAttachments(setup: () => Setup): void {
  /** Takes in a message with a photo, understands it and answers it. */
  async function photo(text: string, found: Understanding = PICTURE, sid = `MM-${text}`) {
    const { store, receive, claim, answerStep, answer, partStep } = setup();
    await receive({ sid, text, type: "image", attachments: [PHOTO] });
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.recordUnderstanding(lane, { messageId: turn.messageId, idx: 0 }, found, DAY);
    await answer(lane, turn, "seen");
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, { sid: `SM-${text}`, nextAfterMs: 0 });
    await store.releaseLane(lane);
    return turn;
  }

  async function ask(from?: string): Promise<{ turn: Turn; lane: Lane }> {
    const { receive, claim, answerStep } = setup();
    await receive({ text: "and this?", ...(from !== undefined && { from }) });
    const lane = await claim();
    return { lane, turn: await answerStep(lane) };
  }

  test("attachments come in order, and what was understood of one survives a retry", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive({ type: "image", attachments: [PHOTO, PAPER] });
    const lane = await claim();
    const turn = await answerStep(lane);
    expect(await store.attachmentsOf(turn)).toEqual([
      { messageId: turn.messageId, idx: 0, ...PHOTO, state: "waiting" },
      { messageId: turn.messageId, idx: 1, ...PAPER, state: "waiting" },
    ]);
    const place = { messageId: turn.messageId, idx: 1 };
    const refusal = { ...REFUSED, kind: "document" } as const;
    expect(await store.recordUnderstanding(lane, place, refusal, DAY)).toBe(true);
    const retry = { delayMs: 0, giveUpMs: 85_000, error: "busy", isCounted: true };
    await store.postponeAnswer(lane, turn, retry);
    const [first, second] = await store.attachmentsOf(await answerStep(lane));
    expect(first?.state).toBe("waiting");
    expect(second).toEqual({ messageId: turn.messageId, idx: 1, url: PAPER.url, ...refusal });
  });

  test("only the lane's holder may record what was understood, and only of its own user", async () => {
    const { store, receive, claim, answerStep, loseLanes } = setup();
    await receive({ type: "image", attachments: [PHOTO] });
    const lane = await claim();
    const turn = await answerStep(lane);
    const place = { messageId: turn.messageId, idx: 0 };
    const other = await ask(STRANGER);
    expect(await store.recordUnderstanding(other.lane, place, PICTURE, DAY)).toBe(false);
    await loseLanes();
    expect(await store.recordUnderstanding(lane, place, PICTURE, DAY)).toBe(false);
    expect(await store.attachmentsOf(turn)).toMatchObject([{ state: "waiting" }]);
  });

  test("earlier pictures of this conversation come newest first, with their captions", async () => {
    const { store } = setup();
    await photo("dropped");
    expect(await store.dropMedia(-1, 10)).toBe(1);
    for (const text of ["one", "two", "three"]) await photo(text);
    await photo("refused", { ...REFUSED, kind: "image" });
    const { turn } = await ask();
    const past = await store.pastAttachments(turn, "image", 2);
    expect(past.map(({ caption }) => caption)).toEqual(["three", "two"]);
    expect(past[0]).toMatchObject(PICTURE);
    expect(await store.pastAttachments(turn, "image", 9)).toHaveLength(3);
    expect(await store.pastAttachments(turn, "document", 2)).toEqual([]);
    expect(await store.pastAttachments((await ask(STRANGER)).turn, "image", 2)).toEqual([]);
  });

  test("a picture that no model has answered does not go along with later questions", async () => {
    const { store, receive, claim, answerStep, partStep } = setup();
    await receive({ type: "image", attachments: [PHOTO] });
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.recordUnderstanding(lane, { messageId: turn.messageId, idx: 0 }, PICTURE, DAY);
    await store.deadLetterTurn(lane, turn, "sorry", "it cannot see");
    const apology = await partStep(lane, "send");
    await store.recordAccepted(lane, apology.id, { sid: "SM-sorry", nextAfterMs: 0 });
    await store.releaseLane(lane);
    expect(await store.pastAttachments((await ask()).turn, "image", 2)).toEqual([]);
  });

  test("a quoted message is found by its sid, theirs or ours, and only this user's", async () => {
    const { store } = setup();
    await photo("my cat", PICTURE, "MM-cat");
    const { turn } = await ask();
    expect(await store.quotedMessage(turn, "MM-cat")).toMatchObject({
      role: "user",
      type: "image",
      text: "my cat",
      attachments: [{ kind: "image", caption: "my cat" }],
    });
    expect(await store.quotedMessage(turn, "SM-my cat")).toEqual({
      role: "assistant",
      type: "text",
      text: "seen",
      attachments: [],
    });
    expect(await store.quotedMessage(turn, "SM-unknown")).toBeNull();
    const stranger = (await ask(STRANGER)).turn;
    expect(await store.quotedMessage(stranger, "MM-cat")).toBeNull();
    expect(await store.quotedMessage(stranger, "SM-my cat")).toBeNull();
  });

  test("a turn tells of its place, of what it quotes, and whether it was forwarded", async () => {
    const { receive, claim, answerStep } = setup();
    const location = { latitude: "52.5", longitude: "13.4", label: null, address: "Berlin" };
    await receive({ type: "location", location, quotedSid: "SM1", isForwarded: true });
    const turn = await answerStep(await claim());
    expect(turn).toMatchObject({ location, quotedSid: "SM1", isForwarded: true });
  });
}
