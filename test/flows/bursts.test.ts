import { afterEach, expect, test } from "bun:test";
import { en } from "../../src/text/sentences/en.ts";
import { jpeg } from "../pictures.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { patientModel } from "../patient-model.ts";
import { waitUntil } from "../wait-for.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const begun = (calls: { readonly length: number }, count: number) =>
  waitUntil(`${count} calls of the model`, () => calls.length >= count, {
    found: () => calls.length,
  });
const say = (body: string) => bot.twilio.sendText({ from: ADA, body });
const covers = () =>
  bot.rows<{ content: string; owner: string }>(
    "SELECT m.content, o.content AS owner FROM messages m JOIN messages o ON o.id = coalesce(m.answered_by, m.id) ORDER BY m.id",
  );

test("messages that come close together get one answer, which the last of them owns", async () => {
  bot = await startTestApp({ settings: { MESSAGE_SETTLE_MS: "300" } });
  bot.openai.onMessage(/./, { content: "All three." });
  for (const word of ["I have", "three", "questions"]) {
    await say(word);
    await bot.clock.advance(90);
  }
  await bot.settle(1_000);
  expect(bot.sent()).toEqual(["All three."]);
  expect(bot.openai.getRequests()).toHaveLength(1);
  expect(await covers()).toEqual([
    { content: "I have", owner: "questions" },
    { content: "three", owner: "questions" },
    { content: "questions", owner: "questions" },
  ]);
  expect(await bot.rows("SELECT state FROM messages GROUP BY state")).toEqual([{ state: "done" }]);
});

test("a message that comes while the model thinks is answered with the one before, and the call is called off", async () => {
  const { model, calls, wordsOf } = patientModel();
  bot = await startTestApp({ model: () => model });
  await say("How do I get to");
  await begun(calls, 1);
  await say("the station?");
  await begun(calls, 2);
  expect(calls[0]?.request.signal.aborted).toBe(true);
  expect(wordsOf(1)).toContain("How do I get to");
  expect(wordsOf(1)).toContain("the station?");
  calls[1]?.answer("Straight on.");
  await bot.settle();
  expect(bot.sent()).toEqual(["Straight on."]);
  expect(await bot.rows("SELECT attempt FROM messages")).toEqual([{ attempt: 0 }, { attempt: 0 }]);
});

test("an answer is begun again at most twice: what comes then gets an answer of its own", async () => {
  const { model, calls, wordsOf } = patientModel();
  bot = await startTestApp({ model: () => model });
  await say("one");
  await begun(calls, 1);
  await say("two");
  await begun(calls, 2);
  await say("three");
  await begun(calls, 3);
  await say("four");
  calls[2]?.answer("to three");
  await begun(calls, 4);
  expect(wordsOf(3)).not.toContain("three");
  calls[3]?.answer("to four");
  await bot.settle();
  expect(bot.sent()).toEqual(["to three", "to four"]);
});

test("a command that arrives during a model call interrupts nothing: it is answered next, and later messages after it", async () => {
  const { model, calls, wordsOf } = patientModel();
  bot = await startTestApp({ model: () => model });
  await say("How do I get to the station?");
  await begun(calls, 1);
  await say("/id");
  await say("And back?");
  expect(calls[0]?.request.signal.aborted).toBe(false);
  calls[0]?.answer("Straight on.");
  await begun(calls, 2);
  expect(wordsOf(1)).toContain("And back?");
  calls[1]?.answer("Turn round.");
  await bot.settle();
  expect(calls).toHaveLength(2);
  expect(bot.sent()).toEqual([
    "Straight on.",
    expect.stringContaining("4915112345678"),
    "Turn round.",
  ]);
});

test("forty photos sent at once do not become forty answers", async () => {
  bot = await startTestApp({
    settings: { MESSAGE_SETTLE_MS: "300", RATE_LIMIT_MESSAGES: "100" },
  });
  bot.openai.onMessage(/./, { content: "What a holiday." });
  const bytes = await jpeg("red");
  await Promise.all(
    Array.from({ length: 40 }, () =>
      bot.twilio.sendMedia({ from: ADA, bytes, contentType: "image/jpeg" }),
    ),
  );
  await bot.settle(5_000);
  // As many as may wait are answered at once, and one line is for all others.
  expect(bot.sent().toSorted()).toEqual([en.tooManyOpen, "What a holiday."].toSorted());
  expect(bot.openai.getRequests()).toHaveLength(1);
  const photos =
    "SELECT state, count(*) AS total, count(coalesce(answered_by, CASE WHEN ai_response IS NOT NULL THEN id END)) AS answered FROM messages GROUP BY state ORDER BY state";
  expect(await bot.rows(photos)).toEqual([
    { state: "discarded", total: 20, answered: 0 },
    { state: "done", total: 20, answered: 20 },
  ]);
});

test("who wants an answer to each message gets them, in order", async () => {
  bot = await startTestApp({ settings: { BURST_MODE: "separate" } });
  bot.openai.onMessage(/one/, { content: "1" });
  bot.openai.onMessage(/two/, { content: "2" });
  await say("one");
  await say("two");
  await bot.settle();
  expect(bot.sent()).toEqual(["1", "2"]);
});
