import { afterEach, expect, test } from "bun:test";
import { TransientError } from "../../src/core/errors.ts";
import type { Model, ModelRequest } from "../../src/core/ports.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { lastText } from "../turns.ts";
import { waitFor } from "../wait-for.ts";
import { anAnswer } from "../replies.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const answering = (respond: (request: ModelRequest) => Promise<string>): Model => ({
  name: "a-model",
  capabilities: { vision: true, files: true },
  respond: async (request) => anAnswer(await respond(request)),
});

test("a model that hangs keeps no user waiting longer than two and a half minutes", async () => {
  let calls = 0;
  bot = await startTestApp({
    model: (clock) =>
      answering(async () => {
        calls += 1;
        await clock.advance(60_000);
        throw new TransientError("no answer within 60 s", { code: "timeout" });
      }),
  });
  const askedAt = bot.clock.now();
  await bot.twilio.sendText({ from: ADA, body: "Hello?" });
  await bot.settle(200_000);
  expect(bot.sent().at(-1)).toContain("sorry");
  expect(bot.sent().length).toBeLessThanOrEqual(2);
  expect((bot.twilio.journal.messages.at(-1)?.createdAt ?? Infinity) - askedAt).toBeLessThanOrEqual(
    150_000,
  );
  expect(calls).toBeGreaterThanOrEqual(2);
});

test("users do not wait for each other", async () => {
  const adaMayHave = Promise.withResolvers<string>();
  bot = await startTestApp({
    model: () =>
      answering(async (request) =>
        lastText(request) === "slow" ? adaMayHave.promise : "quick answer",
      ),
  });
  await bot.twilio.sendText({ from: ADA, body: "slow" });
  await bot.twilio.sendText({ from: BOB, body: "quick" });
  await bot.twilio.journal.waitForMessage((message) => message.to === BOB);
  expect(bot.sent(ADA)).toEqual([]);
  adaMayHave.resolve("slow answer");
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["slow answer"]);
});

test("one user's messages are answered one after another, in the order in which they came", async () => {
  let atOnce = 0;
  let mostAtOnce = 0;
  bot = await startTestApp({
    settings: { BURST_MODE: "separate" },
    model: () =>
      answering(async (request) => {
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        return `answer to ${lastText(request)}`;
      }),
  });
  for (const word of ["one", "two", "three"]) await bot.twilio.sendText({ from: ADA, body: word });
  await bot.settle();
  expect(bot.sent()).toEqual(["answer to one", "answer to two", "answer to three"]);
  expect(mostAtOnce).toBe(1);
});

test("a stopping bot finishes and sends an answer in progress, but begins no other", async () => {
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<string>();
  let calls = 0;
  bot = await startTestApp({
    model: () =>
      answering(() => {
        calls += 1;
        begun.resolve();
        return mayEnd.promise;
      }),
  });
  await bot.twilio.sendText({ from: ADA, body: "one" });
  await waitFor("a call of the model", begun.promise);
  await bot.twilio.sendText({ from: ADA, body: "two" });
  const restarted = bot.restart();
  mayEnd.resolve("the end");
  await restarted;
  expect(calls).toBe(1);
  expect(bot.sent()).toEqual(["the end"]);
  await bot.settle();
  expect(calls).toBe(2);
  expect(bot.sent()).toEqual(["the end", "the end"]);
});

test("a stopping bot abandons an answer that does not end, and answers after its restart", async () => {
  const begun = Promise.withResolvers<void>();
  let calls = 0;
  bot = await startTestApp({
    model: () =>
      answering(({ signal }) => {
        calls += 1;
        if (calls > 1) return Promise.resolve("at last");
        begun.resolve();
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new TransientError("aborted")));
        });
      }),
  });
  await bot.twilio.sendText({ from: ADA, body: "one" });
  await waitFor("a call of the model", begun.promise);
  const restarted = bot.restart();
  // While it stops, a webhook is still stored.
  expect((await bot.twilio.sendText({ from: BOB, body: "two" })).status).toBe(200);
  await bot.clock.advance(20_000);
  await restarted;
  await bot.settle();
  expect(bot.sent(ADA)).toEqual(["at last"]);
  expect(bot.sent(BOB)).toEqual(["at last"]);
  expect(await bot.rows("SELECT attempt FROM messages")).toEqual([{ attempt: 0 }, { attempt: 0 }]);
});

test("a message that no model can process is given up with one apology, and the next is answered", async () => {
  bot = await startTestApp({
    settings: { BURST_MODE: "separate" },
    model: () =>
      answering(async (request) => {
        if (lastText(request) === "poison") throw new TypeError("cannot read properties");
        return "fine";
      }),
  });
  await bot.twilio.sendText({ from: ADA, body: "poison" });
  await bot.twilio.sendText({ from: ADA, body: "food" });
  await bot.settle(60_000);
  expect(bot.sent()).toEqual([expect.stringContaining("went wrong"), "fine"]);
  expect(bot.sent().join()).not.toContain("properties");
});
