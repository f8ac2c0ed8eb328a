import { afterEach, describe, expect, test } from "bun:test";
import { ADA } from "../harness.ts";
import { jpeg } from "../pictures.ts";
import { drawing, drawingThen, type DrawingSetup, setUpDrawing } from "./drawing-setup.ts";
import { APIS } from "./tool-setup.ts";

let setup: DrawingSetup;
afterEach(() => setup.stop());

const HERE = "Here is your *house*.";
/** 20 tokens of words, and 1,500 of a picture. */
const PRICE = String(20 * 5_000 + 1_500 * 30_000);
/** With a picture of 500 tokens to start from. */
const PRICE_OF_CHANGE = String(20 * 5_000 + 500 * 8_000 + 1_500 * 30_000);

const calls = () =>
  setup.bot.rows("SELECT name, state, result, effect FROM tool_calls ORDER BY message_id, round");
const sizeOf = async (bytes: Uint8Array | undefined) => {
  const { width, height } = await new Bun.Image(bytes ?? new Uint8Array()).metadata();
  return `${width} × ${height}`;
};

describe.each(APIS)("through %s", (api) => {
  test("a picture that is asked for arrives with the answer as its caption, and is charged", async () => {
    setup = await setUpDrawing(api, drawingThen(HERE, drawing("A red house")));
    await setup.say("Draw me a house");
    expect(setup.arrived()).toMatchObject([{ body: HERE, file: "image/png" }]);
    expect(setup.pictures.requests).toEqual([
      {
        path: "/v1/images/generations",
        fields: {
          model: "a-painter",
          prompt: "A red house",
          n: 1,
          size: "1024x1024",
          response_format: "b64_json",
        },
        pictures: [],
      },
    ]);
    expect(await setup.charged()).toMatchObject([{ nano: PRICE }]);
    // Its bytes are in the part alone.
    expect(await calls()).toEqual([
      {
        name: "create_picture",
        state: "finished",
        result: expect.stringContaining("sent together with your answer"),
        effect: null,
      },
    ]);
    expect(await setup.bot.rows("SELECT ai_response, state FROM messages")).toEqual([
      { ai_response: `${HERE}\n\n[picture]`, state: "done" },
    ]);
  });

  test("the picture that the user has just sent is changed", async () => {
    setup = await setUpDrawing(
      api,
      drawingThen("In winter.", drawing("Add snow", true, "landscape")),
    );
    const bytes = await jpeg("red", 60, 40);
    const { bot } = setup;
    await bot.twilio.sendMedia({
      from: ADA,
      bytes,
      contentType: "image/jpeg",
      body: "Make it look like winter",
    });
    await bot.settle(10_000);
    expect(setup.arrived()).toMatchObject([{ body: "In winter.", file: "image/png" }]);
    const [request] = setup.pictures.requests;
    expect(request).toMatchObject({
      path: "/v1/images/edits",
      fields: { model: "a-painter", prompt: "Add snow", size: "1536x1024" },
    });
    expect(await sizeOf(request?.pictures[0])).toBe("60 × 40");
    expect(await setup.charged()).toMatchObject([{ nano: PRICE_OF_CHANGE }]);
  });

  test("“make it look like winter” changes the bot's own picture, the quoted one or the newest", async () => {
    const sent: Uint8Array[] = [];
    setup = await setUpDrawing(api, ({ text, results }) => {
      const asked =
        text.lastIndexOf("winter") > text.lastIndexOf("Draw") || text.includes("greener");
      if (results.length > 0) return "Here.";
      return [
        asked ? drawing("Change it", true) : drawing(text.includes("cat") ? "A cat" : "A house"),
      ];
    });
    const { bot, pictures } = setup;
    const fileOf = (at: number) => {
      const message = bot.twilio.journal.messages[at];
      return bot.twilio.findMedia(message?.sid ?? "", message?.attached[0]?.sid ?? "")?.bytes;
    };
    await setup.say("Draw me a house");
    await setup.say("Draw me a cat");
    await setup.say("make it look like winter");
    await setup.say("make this one look like winter", setup.arrived()[0]?.sid);
    for (const request of pictures.requests.slice(2)) sent.push(...request.pictures);
    expect(sent).toHaveLength(2);
    expect(Buffer.from(sent[0] ?? []).equals(Buffer.from(fileOf(1) ?? []))).toBe(true);
    expect(Buffer.from(sent[1] ?? []).equals(Buffer.from(fileOf(0) ?? []))).toBe(true);
    // The model is told of the earlier pictures, and of how they were described.
    const { text } = setup.upstream.asked.at(-1) ?? { text: "" };
    expect(text).toContain("[picture]");
    expect(text).toContain("A cat");
  });

  test("without a picture to change nothing is made, and the model is told why", async () => {
    setup = await setUpDrawing(
      api,
      drawingThen("Please send it again.", drawing("Add snow", true)),
    );
    await setup.say("make it look like winter");
    expect(setup.arrived()).toMatchObject([{ body: "Please send it again.", file: null }]);
    expect(setup.pictures.requests).toEqual([]);
    expect(await calls()).toMatchObject([
      { state: "failed", result: expect.stringContaining("no picture") },
    ]);
  });

  test("a picture that the filter declines is explained, and neither charged nor counted", async () => {
    const error = { code: "moderation_blocked", message: "Your request was rejected." };
    let isStrict = true;
    setup = await setUpDrawing(
      api,
      ({ results }) =>
        results.length === 0
          ? [drawing("Something bad")]
          : results[0]?.includes("filter declined") === true
            ? "I cannot make that one. How about a garden?"
            : "Here.",
      {
        answer: () => (isStrict ? Response.json({ error }, { status: 400 }) : null),
        settings: { DAILY_IMAGE_LIMIT_PER_USER: "1" },
      },
    );
    await setup.say("Draw me something bad");
    expect(setup.arrived()).toMatchObject([
      { body: "I cannot make that one. How about a garden?" },
    ]);
    expect(await setup.charged()).toEqual([]);
    expect(setup.pictures.requests).toHaveLength(1);
    isStrict = false;
    await setup.say("A garden then");
    expect(setup.arrived()).toMatchObject([{}, { file: "image/png" }]);
  });

  test("a user gets as many pictures in a day as the settings allow, and more tomorrow", async () => {
    setup = await setUpDrawing(
      api,
      ({ results }) =>
        results.length === 0
          ? [drawing("A cat")]
          : results[0]?.includes("limit of a day") === true
            ? "Tomorrow."
            : "Here.",
      { settings: { DAILY_IMAGE_LIMIT_PER_USER: "2" } },
    );
    for (const _ of [1, 2, 3]) await setup.say("Draw me a cat");
    expect(setup.arrived().map(({ body }) => body)).toEqual(["Here.", "Here.", "Tomorrow."]);
    expect(setup.pictures.requests).toHaveLength(2);
    setup.bot.clock.jump(24 * 60 * 60_000);
    await setup.say("Draw me a cat");
    expect(setup.arrived().at(-1)).toMatchObject({ body: "Here.", file: "image/png" });
  });
});
