import { expect } from "bun:test";
import { ADA } from "../../harness.ts";
import { startModelUpstream } from "../../model-upstream.ts";
import { jpeg } from "../../pictures.ts";
import { type Case, states, withBot } from "./case.ts";

const SCRIPTS = "Grüße, 你好, שלום, नमस्ते 👩‍👩‍👧 \n\t“x” & <y>";

/** Cases of what goes in and out. */
export const CONTENT_CASES: readonly Case[] = [
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
];
