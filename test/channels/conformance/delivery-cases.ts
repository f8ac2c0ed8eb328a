import { expect } from "bun:test";
import { forget } from "../../../src/answer/commands/forget.ts";
import { ADA, BOB } from "../../harness.ts";
import { type Case, states, withBot } from "./case.ts";

const CANARY = "canary-of-ada";

/** Cases of what is kept when something goes wrong. */
export const DELIVERY_CASES: readonly Case[] = [
  {
    area: "order",
    title: "a user's messages are answered in their order, and users do not wait for each other",
    run: (channel) =>
      withBot(channel, "unused", async ({ bot, sendText }) => {
        bot.openai.clearFixtures();
        for (const word of ["one", "two", "three"]) {
          bot.openai.onMessage(new RegExp(`^${word}\\b`), { content: `About ${word}.` });
        }
        for (const word of ["one", "two", "three"]) {
          for (const from of [ADA, BOB]) {
            await sendText({ from, body: word });
            await bot.settle();
          }
        }
        const answers = ["About one.", "About two.", "About three."];
        expect(bot.sent(ADA)).toEqual(answers);
        expect(bot.sent(BOB)).toEqual(answers);
      }),
  },
  {
    area: "deduplication",
    title: "a message that is delivered three times is answered once",
    run: (channel) =>
      withBot(channel, "Hi!", async ({ bot, sendText, repeat }) => {
        const { sid } = await sendText({ from: ADA, body: "Hello" });
        expect(await repeat(sid)).toEqual({ sid, isAcknowledged: true });
        await bot.settle();
        expect(await repeat(sid)).toEqual({ sid, isAcknowledged: true });
        await bot.settle();
        expect(bot.sent()).toEqual(["Hi!"]);
      }),
  },
  {
    area: "restart",
    title: "a message that was acknowledged before a stop is answered after it",
    run: (channel) =>
      withBot(channel, "Hi!", async ({ bot, sendText, faults }) => {
        faults.next({ on: "create", kind: "refused" });
        await sendText({ from: ADA, body: "Hello" });
        await bot.restart();
        await bot.settle(channel.graceMs);
        expect(bot.sent()).toEqual(["Hi!"]);
      }),
  },
  {
    area: "lost response",
    title: "an answer whose acceptance was never heard of is not sent twice",
    run: (channel) =>
      withBot(channel, "Hi!", async (app) => {
        app.faults.next({ on: "create", kind: "lost-response" });
        await app.sendText({ from: ADA, body: "Hello" });
        await app.bot.settle(channel.graceMs);
        expect(app.bot.sent()).toEqual(["Hi!"]);
        expect(await states(app)).toEqual([{ state: "delivered", error_code: null }]);
      }),
  },
  {
    area: "window",
    isFor: ({ windowCode }) => windowCode !== null,
    title: "an answer outside the 24 hours is sent once, and the operator sees why it failed",
    run: (channel) =>
      withBot(channel, "Hi!", async (app) => {
        const code = channel.windowCode;
        if (code === null) throw new Error("the messenger has no window");
        app.faults.next({ on: "create", kind: "code", code, status: 400 });
        await app.sendText({ from: ADA, body: "Hello" });
        await app.bot.settle(60_000);
        expect(app.bot.sent()).toEqual([]);
        expect(await states(app)).toEqual([{ state: "failed", error_code: String(code) }]);
        await app.sendText({ from: ADA, body: "Hello again" });
        await app.bot.settle();
        expect(app.bot.sent()).toEqual(["Hi!"]);
      }),
  },
  {
    area: "security",
    title: "a forged message is refused and leaves no trace",
    run: (channel) =>
      withBot(channel, "Hi!", async ({ bot, forge }) => {
        expect(await forge()).toBe(channel.forgedStatus);
        await bot.settle();
        expect(await bot.rows("SELECT * FROM messages")).toEqual([]);
        expect(bot.sent()).toEqual([]);
      }),
  },
  {
    area: "erasure",
    title: "a user who asks for it is erased: nothing of theirs can be read any more",
    run: (channel) =>
      withBot(channel, `You said ${CANARY}.`, async ({ bot, sendText }) => {
        await sendText({ from: ADA, body: CANARY });
        await bot.settle();
        expect(await bot.traces(CANARY)).not.toEqual([]);
        for (const body of ["/forget", "Yes"]) {
          await sendText({ from: ADA, body });
          await bot.settle();
        }
        expect(bot.sent().at(-1)).toBe(forget.languages.en.erased);
        expect(await bot.traces(CANARY)).toEqual([]);
      }),
  },
];
