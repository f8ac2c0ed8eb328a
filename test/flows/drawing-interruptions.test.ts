import { afterEach, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { ADA } from "../harness.ts";
import { createInFlight } from "../in-flight.ts";
import { startModelUpstream } from "../model-upstream.ts";
import { waitUntil } from "../wait-for.ts";
import { drawing, drawingThen, type DrawingSetup, setUpDrawing } from "./drawing-setup.ts";

let setup: DrawingSetup;
afterEach(() => setup.stop());

const ask = () => setup.bot.twilio.sendText({ from: ADA, body: "Draw me a house" });
/** The amounts of charges that stand for a call of which nothing is known. */
const assumed = async () => {
  const rows = await setup.bot.rows<{ kind: string; nano: string; units: string }>(
    "SELECT kind, CAST(nano_dollars AS TEXT) AS nano, units FROM charges ORDER BY id",
  );
  return rows.filter(({ units }) => units.includes("assumed")).map(({ nano }) => Number(nano));
};
/** In nano-dollars: of 8,000 tokens in and as many out. */
const MOST = 8_000 * 8_000 + 8_000 * 30_000;

test("a picture that a kill interrupted is made anew, and the interrupted one is charged as if it had been made", async () => {
  const inFlight = createInFlight();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let requests = 0;
  setup = await setUpDrawing("responses", drawingThen("Here.", drawing("A house")), {
    settings: { DAILY_IMAGE_LIMIT_PER_USER: "1" },
    around: inFlight.around,
    answer: (request) => {
      requests += 1;
      if (requests > 1) return null;
      return held.then(() => Response.json({ request }));
    },
  });
  await ask();
  await waitUntil("the picture to be asked for", () => requests === 1);
  // As a kill does, and an heir goes on.
  await setup.bot.write("UPDATE lanes SET owner = NULL, lease_until = 0");
  await waitUntil("an heir to ask again", async () => {
    await setup.bot.clock.advance(1_000);
    await inFlight.none();
    return requests === 2;
  });
  await setup.bot.clock.advance(10_000);
  await setup.bot.settle(30_000);
  release();
  await setup.bot.settle();
  expect(setup.arrived()).toMatchObject([{ body: "Here.", file: "image/png" }]);
  expect(await setup.charged()).toHaveLength(1);
  const [lost = 0, ...others] = await assumed();
  expect(others).toEqual([]);
  expect(lost).toBeGreaterThanOrEqual(MOST);
});

test("a picture that is made is not made again when the bot restarts before its answer", async () => {
  let isDown = true;
  setup = await setUpDrawing("chat", ({ results }) => {
    if (results.length === 0) return [drawing("A house")];
    return isDown ? Response.json({ error: { message: "down" } }, { status: 503 }) : "Here.";
  });
  await ask();
  await waitUntil("the picture to be stored", async () => {
    const [call] = await setup.bot.rows("SELECT effect FROM tool_calls");
    return String(call?.["effect"]).includes("send-file");
  });
  await setup.bot.restart();
  isDown = false;
  await setup.bot.settle(60_000);
  expect(setup.arrived()).toMatchObject([{ body: "Here.", file: "image/png" }]);
  expect(setup.pictures.requests).toHaveLength(1);
  expect(await setup.charged()).toHaveLength(1);
});

test("a picture beside an answer that is being spoken is stored once, and goes out after a restart", async () => {
  const speech = startModelUpstream();
  speech.speaks(() => new Promise(() => {}));
  setup = await setUpDrawing("chat", drawingThen("Here is a house.", drawing("A house")), {
    settings: { VOICE_REPLIES: "on", OPENAI_SPEECH_BASE_URL: speech.baseUrl },
  });
  await ask();
  await waitUntil("the answer to be spoken", () => speech.spoken.length === 1);
  const [call] = await setup.bot.rows<{ effect: string }>("SELECT effect FROM tool_calls");
  const { base64 } = { base64: "", ...JSON.parse(call?.effect ?? "") };
  const [row] = await setup.bot.rows("SELECT draft FROM messages WHERE draft IS NOT NULL");
  const draft = String(row?.["draft"]);
  expect(draft).toContain("Here is a house.");
  expect(draft).not.toContain(base64.slice(0, 40));
  const restarted = setup.bot.restart();
  // Answers in flight have this long.
  await setup.bot.clock.advance(21_000);
  await restarted;
  await setup.bot.settle(60_000);
  expect(setup.arrived()).toMatchObject([{ body: "Here is a house.", file: "image/png" }]);
  expect(setup.pictures.requests).toHaveLength(1);
  await speech.stop();
});

test("a picture whose answer is given up goes out when the operator has it answered again", async () => {
  let isDown = true;
  setup = await setUpDrawing("chat", ({ results }) => {
    if (results.length === 0) return [drawing("A house")];
    return isDown ? Response.json({ error: { message: "no" } }, { status: 401 }) : "Here.";
  });
  await ask();
  await setup.bot.settle(120_000);
  expect(setup.arrived()).toMatchObject([{ file: null }]);
  isDown = false;
  const admin = await setup.bot.openAdminStore();
  expect(await admin.retry(1, TERMINAL)).toEqual({ outcome: "answer-again" });
  await admin.close();
  await setup.bot.app.maintain();
  await setup.bot.settle(10_000);
  expect(setup.arrived()).toMatchObject([{ file: null }, { body: "Here.", file: "image/png" }]);
  expect(setup.pictures.requests).toHaveLength(1);
});

test("what an incognito user has drawn is erased with the rest once it is delivered", async () => {
  setup = await setUpDrawing("chat", drawingThen("Here.", drawing("A secret garden")));
  await setup.say("/incognito on");
  await setup.say("Draw me a secret garden");
  expect(setup.arrived().at(-1)).toMatchObject({ file: "image/png" });
  await setup.bot.app.maintain();
  expect(await setup.bot.rows("SELECT part_id FROM outgoing_files")).toEqual([]);
  expect(await setup.bot.rows("SELECT effect, result, arguments FROM tool_calls")).toEqual([
    { effect: null, result: null, arguments: null },
  ]);
});
