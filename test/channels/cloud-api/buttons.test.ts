import { expect, test } from "bun:test";
import { forget } from "../../../src/answer/commands/forget.ts";
import { MAX_BUTTONS, writeBody } from "../../../src/channels/whatsapp-json/write-body.ts";
import { startCloudApp } from "../../cloud-api/start-cloud-app.ts";
import { ADA } from "../../harness.ts";

const asks = forget.languages.en;
const NO_FILE = { mediaId: null, template: null };
const offer = (text: string, titles: readonly string[]) => ({
  kind: "choices" as const,
  text,
  choices: titles.map((title) => ({ id: `/${title}`, title })),
  inWords: "Write yes or no.",
});

test("a question goes out with buttons, and a tap on one is its answer", async () => {
  const bot = await startCloudApp();
  try {
    bot.openai.onMessage(/./, { content: "I will keep it." });
    await bot.meta.sendText({ from: ADA, body: "I have a secret" });
    await bot.settle();
    await bot.meta.sendText({ from: ADA, body: "/forget" });
    await bot.settle();
    const question = bot.meta.journal.messages.at(-1);
    expect(question?.body).toBe(asks.asks);
    expect(question?.buttons.map(({ title }) => title)).toEqual([asks.erase, asks.keep]);
    const [reply] = question?.buttons ?? [];
    await bot.meta.deliver(
      { from: ADA, quotedSid: question?.sid ?? "" },
      {
        type: "interactive",
        interactive: {
          type: "button_reply",
          button_reply: { id: reply?.id ?? "", title: reply?.title ?? "" },
        },
      },
    );
    await bot.settle();
    expect(bot.sent(ADA).at(-1)).toBe(asks.erased);
    expect(await bot.rows("SELECT id FROM messages WHERE content IS NOT NULL")).toEqual([]);
  } finally {
    await bot.stop();
  }
});

test.each([
  ["more buttons than WhatsApp shows", offer("Which?", ["a", "b", "c", "d"])],
  ["a title that is too long", offer("Which?", ["a".repeat(21)])],
  ["a text that is too long beside buttons", offer("a".repeat(1_025), ["a", "b"])],
])("%s: the choices are written out", (_, content) => {
  expect(content.choices.length).toBeLessThanOrEqual(MAX_BUTTONS + 1);
  expect(writeBody(content, NO_FILE)).toEqual({
    type: "text",
    text: { body: `${content.text}\n\nWrite yes or no.` },
  });
});
