import { afterEach, describe, expect, test } from "bun:test";
import { en } from "../../src/text/sentences/en.ts";
import { BOB } from "../harness.ts";
import { drawing, drawingThen, type DrawingSetup, setUpDrawing } from "./drawing-setup.ts";

let setup: DrawingSetup;
afterEach(() => setup.stop());

/** In nano-dollars: 20 tokens of words, and 1,500 of a picture. */
const PRICE = 20 * 5_000 + 1_500 * 30_000;

describe("a picture", () => {
  test("follows an answer that is too long to be its caption", async () => {
    const long = `${"A house. ".repeat(160)}The end.`;
    setup = await setUpDrawing("chat", drawingThen(long, drawing("A house")));
    await setup.say("Draw me a house");
    expect(setup.arrived()).toMatchObject([
      { body: long, file: null },
      { body: "", file: "image/png" },
    ]);
  });

  test("is sent alone when the model has nothing to say about it", async () => {
    setup = await setUpDrawing("chat", drawingThen("", drawing("A house")));
    await setup.say("Draw me a house");
    expect(setup.arrived()).toMatchObject([{ body: "", file: "image/png" }]);
    expect(await setup.bot.rows("SELECT ai_response FROM messages")).toEqual([
      { ai_response: "[picture]" },
    ]);
  });

  test("is made at most twice for one answer, and once at a time", async () => {
    setup = await setUpDrawing("responses", ({ results }) =>
      results.length < 6 ? [drawing("One"), drawing("Two")] : "Two pictures.",
    );
    await setup.say("Draw me six houses");
    expect(setup.arrived()).toMatchObject([
      { body: "Two pictures.", file: "image/png" },
      { body: "", file: "image/png" },
    ]);
    expect(setup.pictures.requests).toHaveLength(2);
  });

  test("that did not arrive is charged as if it had been made, and not sent", async () => {
    setup = await setUpDrawing(
      "chat",
      ({ results }) =>
        results.length === 0 ? [drawing("A house")] : `${results[0]?.includes("did not arrive")}`,
      { answer: () => new Response("not JSON") },
    );
    await setup.say("Draw me a house");
    expect(setup.arrived()).toMatchObject([{ body: "true", file: null }]);
    const [charge] = await setup.charged();
    expect(Number(charge?.["nano"])).toBeGreaterThan(PRICE);
    expect(Boolean(charge?.["is_estimated"])).toBe(true);
  });

  test.each([
    ["the account is empty", 429, "insufficient_quota"],
    ["the key is refused", 401, "invalid_api_key"],
    ["there is no such model", 404, "model_not_found"],
  ] as const)("that is refused because %s alerts the owner once", async (_why, status, code) => {
    setup = await setUpDrawing(
      "chat",
      ({ results }) => (results.length === 0 ? [drawing("A house")] : "Not today."),
      {
        answer: () => Response.json({ error: { message: "refused", code } }, { status }),
        settings: { ADMIN_USERS: BOB },
      },
    );
    await setup.say("Draw me a house");
    await setup.say("Draw me a tree");
    expect(setup.bot.sent(BOB)).toEqual([en.owner.alerts.picturesRefused]);
    expect(setup.arrived().map(({ body }) => body)).toContain("Not today.");
  });

  test("is not charged when its server cannot be reached or is overloaded", async () => {
    setup = await setUpDrawing(
      "chat",
      ({ results }) => (results.length === 0 ? [drawing("A house")] : "Later."),
      { answer: () => Response.json({ error: { message: "busy" } }, { status: 429 }) },
    );
    await setup.say("Draw me a house");
    await setup.pictures.stop();
    await setup.say("Draw me a house");
    expect(setup.arrived().map(({ body }) => body)).toEqual(["Later.", "Later."]);
    expect(await setup.charged()).toEqual([]);
    const [row] = await setup.bot.rows("SELECT sum(pictures) AS pictures FROM spending");
    expect(Number(row?.["pictures"])).toBe(0);
  });

  test("is not offered where nothing is left for it, and the answer comes without", async () => {
    setup = await setUpDrawing(
      "chat",
      ({ areToolsOffered, text }) =>
        areToolsOffered && text.includes('"create_picture"')
          ? [drawing("A house")]
          : "In words only.",
      {
        settings: { DAILY_BUDGET_USD_PER_USER: "0.20", OPENAI_MAX_OUTPUT_TOKENS: "100" },
      },
    );
    await setup.say("Draw me a house");
    expect(setup.arrived()).toMatchObject([{ body: "In words only.", file: null }]);
    expect(setup.pictures.requests).toEqual([]);
  });

  test("is in the user's export", async () => {
    setup = await setUpDrawing("chat", drawingThen("Here.", drawing("A house")));
    await setup.say("Draw me a house");
    const admin = await setup.bot.openAdminStore();
    const files = await admin.exportedFiles(1);
    expect(files).toMatchObject([{ isSent: true, contentType: "image/png" }]);
    await admin.close();
  });
});
