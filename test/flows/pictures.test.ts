import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ADA, BOB } from "../harness.ts";
import { gif, heic, hugePng, jpeg, sticker, turnedJpeg } from "../pictures.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

describe("a picture", () => {
  let setup: MediaSetup;
  beforeEach(async () => {
    setup = await setUpMedia();
  });
  afterEach(() => setup.stop());

  const send = async (bytes: Uint8Array<ArrayBuffer>, body = "", contentType = "image/jpeg") => {
    const sent = await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType, body });
    await setup.bot.settle();
    return sent;
  };

  test("is shown to the model upright, small and without its place, and its caption is answered", async () => {
    await send(await turnedJpeg(2_400, 1_200), "What is this?");
    const [picture] = setup.shownPictures();
    const { width, height, format } = await new Bun.Image(picture ?? "").metadata();
    expect({ width, height, format }).toEqual({ width: 784, height: 1_568, format: "jpeg" });
    expect(Buffer.from(picture ?? "").includes("GPS")).toBe(false);
    expect(setup.shownText()).toBe("[picture] What is this?");
    expect(setup.bot.sent()).toEqual(["I see."]);
    expect(await setup.bot.rows("SELECT state, kind, content_type FROM attachments")).toEqual([
      { state: "understood", kind: "image", content_type: "image/jpeg" },
    ]);
  });

  test("that is a sticker or a GIF keeps its edges, and is looked at without a question", async () => {
    for (const [bytes, type] of [
      [await sticker(), "image/webp"],
      [gif(), "image/gif"],
    ] as const) {
      await send(bytes, "", type);
      const format = await new Bun.Image(setup.shownPictures().at(-1) ?? "").metadata();
      expect(format).toMatchObject({ format: "png" });
      expect(setup.shownText()).toContain("without a word");
    }
    expect(setup.bot.sent()).toEqual(["I see.", "I see."]);
  });

  test("is still seen by the model when something is asked about it later, also after a restart", async () => {
    await send(await jpeg("red"), "My first car");
    await setup.bot.restart();
    await setup.bot.twilio.sendText({ from: ADA, body: "And what is on the left?" });
    await setup.bot.settle();
    expect(setup.shownPictures()).toHaveLength(1);
    expect(setup.shownText()).toEndWith("And what is on the left?");
    expect(setup.firstText()).toBe("[picture] My first car");
  });

  test("goes along later only while it is one of the newest two", async () => {
    for (const width of [10, 20, 30]) await send(await jpeg("blue", width, 10), `${width}`);
    await setup.bot.twilio.sendText({ from: ADA, body: "Compare them" });
    await setup.bot.settle();
    const sizes = await Promise.all(
      setup.shownPictures().map(async (bytes) => (await new Bun.Image(bytes).metadata()).width),
    );
    expect(sizes).toEqual([20, 30]);
  });

  test("is never shown with another user's question", async () => {
    const { sid } = await send(await jpeg("red"), "Mine");
    expect(setup.shownPictures()).toHaveLength(1);
    expect(setup.shownText()).toContain("Mine");
    await setup.bot.twilio.sendText({ from: BOB, body: "What do you see?", quotedSid: sid });
    await setup.bot.settle();
    expect(setup.shownPictures()).toEqual([]);
    expect(setup.shownText()).toContain("no longer stored");
    expect(setup.shownText()).not.toContain("Mine");
  });

  test.each([
    ["with a header that claims 60,000 pixels a side", hugePng(), "image/png", "pixels"],
    ["in a format that only some telephones know", heic(), "image/heic", "HEIC"],
    ["that is damaged", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg", "damaged"],
  ])("%s gets an explanation and no model call", async (_what, bytes, contentType, word) => {
    await send(bytes, "What is this?", contentType);
    expect(setup.bot.sent()).toEqual([expect.stringContaining(word)]);
    expect(setup.upstream.asked).toEqual([]);
    expect(await setup.bot.rows("SELECT state FROM messages")).toEqual([{ state: "done" }]);
  });

  test("that was only a picture by name is refused, and never parsed", async () => {
    await send(new Uint8Array(Buffer.from("%PDF-1.7\n1 0 obj\n")), "Look", "image/jpeg");
    expect(setup.bot.sent()).toEqual([expect.stringContaining("not what it claims")]);
    expect(setup.bot.log.filter(({ event }) => event === "document read")).toEqual([]);
  });
});
