import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import type { OpenPart } from "../../../src/store/sends.ts";
import { pictured } from "../../outgoing-file.ts";
import { at, type Setup } from "./setup.ts";

const DAY_MS = 86_400_000;

function fileOf({ content }: OpenPart) {
  if (content.kind !== "media") throw new Error("the part is a text");
  return content.file;
}

export function testLifeOfFiles(setup: () => Setup): void {
  /** Has a message answered with these parts; returns the first, which is being sent. */
  async function sending(...parts: Parameters<Setup["answer"]>[2][]) {
    const { receive, claim, answerStep, answer, partStep } = setup();
    await receive({ text: "draw me a cat" });
    const lane = await claim();
    const turn = await answerStep(lane);
    await answer(lane, turn, ...parts);
    return { lane, turn, part: await partStep(lane, "send") };
  }

  const AGES = { queuedMs: 3 * DAY_MS, deliveredMs: DAY_MS };
  const RESEND = { delayMs: 0, withinMs: 600_000, maxTimes: 3 };

  test("a file goes one day after its delivery, or when it is too old; its part stays", async () => {
    const { store, clock, query } = setup();
    const { lane, part } = await sending(
      pictured("One.", 1),
      pictured("Two.", 2),
      pictured("Three.", 3),
    );
    await store.recordAccepted(lane, part.id, at("MM1"));
    const second = await setup().partStep(lane, "send");
    await store.recordAccepted(lane, second.id, at("MM2"));
    const third = await setup().partStep(lane, "send");
    const delivered = {
      nonce: part.nonce,
      sid: "MM1",
      status: "delivered",
      errorCode: null,
    } as const;
    await store.recordStatus(delivered);
    expect(await store.dropFiles(AGES, 10)).toBe(0);
    clock.jump(DAY_MS + 1);
    expect(await store.dropFiles(AGES, 10)).toBe(1);
    expect(await store.findOutgoingFile(fileOf(part).token)).toBeNull();
    clock.jump(2 * DAY_MS);
    expect(await store.dropFiles(AGES, 10)).toBe(1);
    expect(await store.findOutgoingFile(fileOf(second).token)).toBeNull();
    // It may have to be sent again.
    expect(await store.readOutgoingFile(fileOf(third).token)).not.toBeNull();
    expect(await query("SELECT kind, body FROM deliveries ORDER BY part")).toEqual([
      { kind: "media", body: "One." },
      { kind: "media", body: "Two." },
      { kind: "media", body: "Three." },
    ]);
  });

  test("files are dropped in batches, and none that its user may still ask for", async () => {
    const { store, clock, receive, claim, answerStep } = setup();
    await receive({ text: "tell me" });
    const lane = await claim();
    await store.recordAnswer(lane, await answerStep(lane), {
      text: "a story",
      parts: [],
      held: [pictured("The end.")],
      model: "a-model",
      usage: null,
      error: null,
    });
    clock.jump(30 * DAY_MS);
    expect(await store.dropFiles(AGES, 10)).toBe(0);
    await receive({ text: "more" });
    await store.continueAnswer(lane, await answerStep(lane), 1);
    const part = await setup().partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at("MM1"));
    clock.jump(4 * DAY_MS);
    expect(await store.dropFiles(AGES, 1)).toBe(1);
    expect(await store.dropFiles(AGES, 1)).toBe(0);
  });

  test("a picture that is sent again has another address, whose fetch alone proves the new send", async () => {
    const { store, clock, partStep } = setup();
    const { lane, part } = await sending(pictured(null, 1));
    const { token } = fileOf(part);
    await store.postponeSend(lane, part.id, 0, { code: "63019", message: "not fetched" });
    const second = await partStep(lane, "send");
    expect(fileOf(second).token).not.toBe(token);
    await store.recordAccepted(lane, second.id, at("MM1"));
    const failed = {
      nonce: second.nonce,
      sid: "MM1",
      status: "failed",
      errorCode: "63019",
    } as const;
    await store.recordStatus(failed, RESEND);
    await clock.advance(1);
    const third = await partStep(lane, "send");
    expect(third.id).toBe(part.id);
    expect(new Set([part, second, third].map((one) => fileOf(one).token)).size).toBe(3);
    await store.noteFileFetched(token);
    expect(await store.findOutgoingFile(token)).toBeNull();
    expect(await store.findOutgoingFile(fileOf(third).token)).toMatchObject({ fetchedAt: null });
  });

  test("the words of a picture that is refused are sent without it, and what follows as well", async () => {
    const { store, partStep, query } = setup();
    const { lane, part } = await sending(pictured("A cat."), pictured(null, 2), "Another?");
    const refused = { code: "63021", message: "no picture", isContentRefused: true };
    await store.recordRefused(lane, part.id, refused);
    const words = await partStep(lane, "send");
    expect(words).toMatchObject({ id: part.id, content: textPart("A cat.") });
    await store.recordAccepted(lane, words.id, at("SM1"));
    const second = await partStep(lane, "send");
    await store.recordRefused(lane, second.id, refused);
    const third = await partStep(lane, "send");
    expect(third.content).toEqual(textPart("Another?"));
    await store.recordAccepted(lane, third.id, at("SM2"));
    expect(await query("SELECT kind, state FROM deliveries ORDER BY part")).toEqual([
      { kind: "text", state: "accepted" },
      { kind: "media", state: "failed" },
      { kind: "text", state: "accepted" },
    ]);
    expect(await query("SELECT state FROM messages")).toEqual([{ state: "done" }]);
  });

  test("a picture that is refused for another reason than itself ends its answer", async () => {
    const { store, query } = setup();
    const { lane, part } = await sending(pictured("A cat."), "Another?");
    await store.recordRefused(lane, part.id, { code: "63016", message: "too late" });
    expect(await query("SELECT kind, state FROM deliveries ORDER BY part")).toEqual([
      { kind: "media", state: "failed" },
      { kind: "text", state: "dead" },
    ]);
  });

  test("the words of a picture that failed on its way too often are sent without it", async () => {
    const { store, partStep, query } = setup();
    const { lane, part } = await sending(pictured("A cat."));
    await store.recordAccepted(lane, part.id, at("MM1"));
    const failed = { nonce: part.nonce, sid: "MM1", status: "failed", errorCode: "63019" } as const;
    const report = await store.recordStatus(
      { ...failed, isContentRefused: true },
      { ...RESEND, maxTimes: 0 },
    );
    expect(report).toMatchObject({ isDue: true });
    const words = await partStep(lane, "send");
    expect(words.content).toEqual(textPart("A cat."));
    await store.recordAccepted(lane, words.id, at("SM2"));
    // The text has no words beside itself that could be sent again.
    const textFailed = { ...failed, nonce: words.nonce, sid: "SM2", isContentRefused: true };
    await store.recordStatus(textFailed, { ...RESEND, maxTimes: 0 });
    expect(await query("SELECT kind, state FROM deliveries")).toEqual([
      { kind: "text", state: "failed" },
    ]);
    expect(await query("SELECT part_id FROM outgoing_files")).toEqual([]);
  });

  test("a picture that was held back keeps its address", async () => {
    const { store, partStep } = setup();
    const { lane, part } = await sending(pictured());
    await store.postponeSend(lane, part.id, 0, null);
    expect(fileOf(await partStep(lane, "send")).token).toBe(fileOf(part).token);
  });
}
