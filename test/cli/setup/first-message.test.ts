import { expect, test } from "bun:test";
import { explainCode } from "../../../src/channels/twilio/error-codes.ts";
import { awaitFirstMessage, type FirstMessageEvent } from "../../../src/cli/setup/first-message.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { ADA, startTestApp, type TestApp } from "../../harness.ts";
import { waitFor } from "../../wait-for.ts";

/** Waits on this bot while Ada writes once the wait has begun. */
async function waitOn(bot: TestApp, write: () => Promise<unknown>, timeoutMs = 60_000) {
  const events: FirstMessageEvent[] = [];
  const end = await waitFor(
    "the first message",
    awaitFirstMessage({
      look: async (work) => {
        const admin = await bot.openAdminStore();
        try {
          return await work(admin);
        } finally {
          await admin.close();
        }
      },
      explainCode,
      clock: systemClock,
      timeoutMs,
      signal: new AbortController().signal,
      tell: (event) => {
        events.push(event);
        if (event.kind === "ready") void write();
      },
    }),
  );
  return { end, events: events.map(({ kind }) => kind), last: events.at(-1) };
}

test("an answer that Twilio refuses is reported with the meaning of its code", async () => {
  const bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Here I am." });
  bot.twilio.faults.next({ on: "create", kind: "code", code: 63015, status: 400, times: 5 });
  const { end, events, last } = await waitOn(bot, async () => {
    await bot.twilio.sendText({ from: ADA, body: "Hello?" });
    await bot.settle(60_000);
  });
  expect(end).toBe("failed");
  expect(events).toEqual(["ready", "arrived", "failed"]);
  expect(last).toMatchObject({ why: explainCode("63015")?.meaning });
  await bot.stop();
});

test("earlier messages do not count, and a wait without a message ends", async () => {
  const bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Here I am." });
  await bot.twilio.sendText({ from: ADA, body: "Before." });
  await bot.settle(1_000);
  expect(await waitOn(bot, async () => {}, 1)).toMatchObject({ end: "nothing", events: ["ready"] });
  await bot.stop();
});
