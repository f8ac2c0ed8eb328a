import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import type { OpenPart } from "../../../src/store/sends.ts";
import { pictured } from "../../outgoing-file.ts";
import { at, type Setup } from "./setup.ts";

const DAY_MS = 86_400_000;
/** Of the nine bytes of a test's picture. */
const SHA256 = (seed: number) =>
  new Bun.CryptoHasher("sha256").update(pictured(null, seed).file.bytes).digest("hex");

function fileOf({ content }: OpenPart) {
  if (content.kind !== "media") throw new Error("the part is a text");
  return content.file;
}

export function testOutgoingFiles(setup: () => Setup): void {
  /** Has a message answered with these parts; returns the first, which is being sent. */
  async function sending(...parts: Parameters<Setup["answer"]>[2][]) {
    const { receive, claim, answerStep, answer, partStep } = setup();
    await receive({ text: "draw me a cat" });
    const lane = await claim();
    const turn = await answerStep(lane);
    await answer(lane, turn, ...parts);
    return { lane, turn, part: await partStep(lane, "send") };
  }

  test("a picture is sent in its place among the texts, with what a messenger must know of it", async () => {
    const { store, partStep } = setup();
    const { lane, part } = await sending("Here it is.", pictured("A cat.", 7), "Another?");
    expect(part.content).toEqual(textPart("Here it is."));
    await store.recordAccepted(lane, part.id, at("SM1"));
    const picture = await partStep(lane, "send");
    expect(picture.content).toEqual({
      kind: "media",
      caption: "A cat.",
      file: {
        contentType: "image/png",
        name: "picture.png",
        size: 9,
        sha256: SHA256(7),
        token: expect.stringMatching(/^[\w-]{43}$/),
        fetchedAt: null,
      },
    });
    await store.recordAccepted(lane, picture.id, at("MM1"));
    expect(await partStep(lane, "send")).toMatchObject({ content: textPart("Another?"), part: 2 });
  });

  test("a file is found by its token alone, and that it was fetched is known when its part is looked up", async () => {
    const { store, clock, loseLanes, claim, partStep } = setup();
    const { part } = await sending(pictured(null, 1));
    const { token } = fileOf(part);
    expect(await store.findOutgoingFile(token)).toEqual(fileOf(part));
    expect(await store.readOutgoingFile(token)).toEqual(Buffer.from(pictured(null, 1).file.bytes));
    const wrong = token.startsWith("A") ? `B${token.slice(1)}` : `A${token.slice(1)}`;
    expect(await store.findOutgoingFile(wrong)).toBeNull();
    expect(await store.readOutgoingFile(wrong)).toBeNull();
    await store.noteFileFetched(wrong);
    await clock.advance(1_000);
    await store.noteFileFetched(token);
    await loseLanes();
    const found = await partStep(await claim(), "look-up");
    expect(found.content).toMatchObject({ caption: null, file: { fetchedAt: clock.now() } });
    expect(found.startedAt).toBeLessThan(clock.now());
  });

  test("a picture that is held is sent when its user asks for more", async () => {
    const { store, receive, claim, answerStep, partStep } = setup();
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
    await receive({ text: "more" });
    expect(await store.continueAnswer(lane, await answerStep(lane), 1)).toBe(1);
    expect(await partStep(lane, "send")).toMatchObject({ content: { caption: "The end." } });
  });

  test("the history mentions that a picture was sent, and so does a quote of it", async () => {
    const { store, receive, answerStep } = setup();
    const { lane, part } = await sending(pictured("A cat."));
    await store.recordAccepted(lane, part.id, at("MM1"));
    await receive({ text: "make it red", quotedSid: "MM1" });
    const turn = await answerStep(lane);
    expect((await store.history(turn, 10)).map(({ text }) => text)).toEqual([
      "draw me a cat",
      "[picture] A cat.",
    ]);
    expect(await store.quotedMessage(turn, "MM1")).toMatchObject({ text: "[picture] A cat." });
  });

  test("a user who is forgotten leaves no file behind", async () => {
    const { store, receive, answerStep, query } = setup();
    const { lane, part } = await sending(pictured());
    await store.recordAccepted(lane, part.id, at("MM1"));
    await receive({ text: "/forget" });
    const { messageId } = await answerStep(lane);
    expect(await store.forget(lane, messageId, "gone")).toBe(true);
    expect(await store.findOutgoingFile(fileOf(part).token)).toBeNull();
    expect(await query("SELECT part_id FROM outgoing_files")).toEqual([]);
  });

  test("a file is deleted with its message when that has grown old", async () => {
    const { store, clock } = setup();
    const { lane, part } = await sending(pictured());
    await store.recordAccepted(lane, part.id, at("MM1"));
    await store.releaseLane(lane);
    clock.jump(2 * DAY_MS);
    expect(await store.deleteMessages(DAY_MS, 10)).toBe(1);
    expect(await store.readOutgoingFile(fileOf(part).token)).toBeNull();
  });

  test("a lane that is lost stores no file", async () => {
    const { store, receive, claim, answerStep, loseLanes, answer, query } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    await loseLanes();
    expect(await answer(lane, turn, pictured())).toBe(false);
    expect(await query("SELECT part_id FROM outgoing_files")).toEqual([]);
    expect(await store.overview()).toMatchObject({ waitingParts: 0 });
  });
}
