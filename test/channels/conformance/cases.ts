import { expect } from "bun:test";
import { forget } from "../../../src/answer/commands/forget.ts";
import { ADA, BOB } from "../../harness.ts";
import { startModelUpstream } from "../../model-upstream.ts";
import { jpeg } from "../../pictures.ts";
import type { ChannelApp, ConformingChannel } from "./channels.ts";

/** One property that users rely on, whatever the channel. */
export interface Case {
  readonly area: string;
  /** A sentence about a user or an operator. */
  readonly title: string;
  run(channel: ConformingChannel): Promise<void>;
}

const CANARY = "canary-of-ada";
const SCRIPTS = "Grüße, 你好, שלום, नमस्ते 👩‍👩‍👧 \n\t“x” & <y>";

/** Runs the bot on a channel, with a model that answers everything alike. */
async function withBot(
  channel: ConformingChannel,
  answer: string,
  work: (app: ChannelApp) => Promise<void>,
): Promise<void> {
  const app = await channel.start();
  app.bot.openai.onMessage(/[^]*/, { content: answer });
  try {
    await work(app);
  } finally {
    await app.bot.stop();
  }
}

const states = ({ bot }: ChannelApp) =>
  bot.rows("SELECT state, error_code FROM deliveries ORDER BY id");

export const CASES: readonly Case[] = [
  {
    area: "text",
    title: "a text in every script is answered once, and its delivery and its reading are known",
    run: (channel) =>
      withBot(channel, SCRIPTS, async (app) => {
        expect(await app.sendText({ from: ADA, body: SCRIPTS })).toMatchObject({
          isAcknowledged: true,
        });
        await app.bot.settle();
        expect(app.bot.sent()).toEqual([SCRIPTS.replace(" \n\t", "\n\t")]);
        expect(await app.bot.rows("SELECT content FROM messages")).toEqual([{ content: SCRIPTS }]);
        expect(await states(app)).toEqual([{ state: "delivered", error_code: null }]);
        const [sent] = await app.bot.rows<{ sid: string }>("SELECT sid FROM deliveries");
        await app.reportRead(sent?.sid ?? "");
        expect(await states(app)).toEqual([{ state: "read", error_code: null }]);
      }),
  },
  {
    area: "text",
    title: "a user who hides the number is answered at their id",
    run: (channel) =>
      withBot(channel, "Hi!", async ({ bot, sendText }) => {
        const hidden = "whatsapp:DE.13491208655302741918";
        await sendText({ from: hidden, body: "Hello" });
        await bot.settle();
        expect(bot.sent(hidden)).toEqual(["Hi!"]);
      }),
  },
  {
    area: "formatting",
    title: "a model's Markdown arrives in WhatsApp's own writing",
    run: (channel) =>
      withBot(
        channel,
        "# Title\n\n**bold** and [a page](https://example.org)",
        async ({ bot, sendText }) => {
          await sendText({ from: ADA, body: "Hello" });
          await bot.settle();
          expect(bot.sent()).toEqual(["*Title*\n\n*bold* and a page (https://example.org)"]);
        },
      ),
  },
  {
    area: "limits",
    title: "a long answer arrives in parts as long as the messenger takes, in order",
    run: (channel) =>
      withBot(channel, "A sentence of the answer. ".repeat(300), async ({ bot, sendText }) => {
        await sendText({ from: ADA, body: "Hello" });
        await bot.settle(20_000);
        const parts = bot.sent();
        expect(parts.length).toBeGreaterThan(1);
        expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(
          channel.maxTextLength,
        );
        expect(Math.max(...parts.map(({ length }) => length))).toBeGreaterThan(
          channel.maxTextLength * 0.7,
        );
      }),
  },
  {
    area: "limits",
    title:
      "a messenger that asks to slow down gets the same answer later, and the model is asked once",
    run: (channel) =>
      withBot(channel, "Here I am.", async (app) => {
        app.faults.next({ on: "create", kind: "code", ...channel.rateCode, times: 2 });
        await app.sendText({ from: ADA, body: "Hello" });
        await app.bot.settle(60_000);
        expect(app.bot.sent()).toEqual(["Here I am."]);
        expect(app.bot.openai.getRequests()).toHaveLength(1);
      }),
  },
  {
    area: "media in",
    title: "a picture reaches the model with the words that came with it",
    run: async (channel) => {
      const upstream = startModelUpstream();
      const app = await channel.start({ upstream });
      try {
        const bytes = await jpeg("red");
        await app.sendFile({ from: ADA, bytes, contentType: "image/jpeg", body: "What is this?" });
        await app.bot.settle();
        const asked = JSON.stringify(upstream.asked.at(-1)?.input);
        expect(asked).toContain("data:image/");
        expect(asked).toContain("What is this?");
        expect(app.bot.sent()).toHaveLength(1);
      } finally {
        await app.bot.stop();
        await upstream.stop();
      }
    },
  },
  {
    area: "media in",
    title: "a document is read, under its own name",
    run: (channel) =>
      withBot(channel, "I read it.", async ({ bot, sendFile }) => {
        const bytes = new TextEncoder().encode("The train leaves at 9.");
        await sendFile({ from: ADA, bytes, contentType: "text/plain", body: "trip.txt" });
        await bot.settle();
        const asked = JSON.stringify(bot.openai.getRequests().at(-1)?.body);
        expect(asked).toContain("The train leaves at 9.");
        expect(asked).toContain("trip.txt");
        expect(bot.sent()).toEqual(["I read it."]);
      }),
  },
  {
    area: "media out",
    title:
      "a file of the bot's arrives with its type and every byte, also when the first attempt fails",
    run: (channel) =>
      withBot(channel, "Hi!", async (app) => {
        await app.sendText({ from: ADA, body: "Hello" });
        await app.bot.settle();
        await app.sendText({ from: ADA, body: "/export" });
        app.faults.next({ on: "create", kind: "code", ...channel.rateCode });
        await app.bot.settle(60_000);
        const [file, ...more] = app.files();
        const stored = await app.bot.rows<{ sha256: string }>("SELECT sha256 FROM outgoing_files");
        expect(file?.contentType).toContain("officedocument");
        const sha256 = new Bun.CryptoHasher("sha256").update(file?.bytes ?? "").digest("hex");
        expect(stored.map((one) => one.sha256)).toEqual([sha256]);
        expect(more).toEqual([]);
      }),
  },
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
    title: "an answer outside the 24 hours is sent once, and the operator sees why it failed",
    run: (channel) =>
      withBot(channel, "Hi!", async (app) => {
        const code = channel.windowCode;
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
        expect(await forge()).toBe(403);
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
