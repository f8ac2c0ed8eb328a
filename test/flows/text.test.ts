import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

describe("a text", () => {
  let bot: TestApp;
  beforeEach(async () => {
    bot = await startTestApp();
  });
  afterEach(() => bot.stop());

  test("is answered by the model, through Twilio, and everything about it is stored", async () => {
    const usage = { input_tokens: 31, output_tokens: 5, total_tokens: 36 };
    bot.openai.onMessage("capital", { content: "It is **Paris**.", usage });
    const posted = await bot.twilio.sendText({ from: ADA, body: "The capital of France?" });
    expect(posted).toMatchObject({ status: 200, body: "<Response/>" });
    await bot.settle();

    expect(bot.sent()).toEqual(["It is *Paris*."]);
    expect(bot.twilio.journal.typing).toHaveLength(1);
    expect(await bot.rows("SELECT * FROM messages")).toMatchObject([
      {
        sid: posted.sid,
        direction: "inbound",
        message_type: "text",
        content: "The capital of France?",
        ai_response: "It is **Paris**.",
        ai_model_used: "gpt-6-luna",
        state: "done",
        prompt_tokens: 31,
        completion_tokens: 5,
        total_tokens: 36,
        is_processed: 1,
        error_message: null,
      },
    ]);
    expect(await bot.rows("SELECT state, body FROM deliveries")).toEqual([
      { state: "delivered", body: "It is *Paris*." },
    ]);
    expect(await bot.rows("SELECT phone_number, whatsapp_name, reply_to FROM users")).toMatchObject(
      [{ phone_number: ADA, reply_to: ADA }],
    );
  });

  test("is answered in the light of what was said before, also after a restart", async () => {
    bot.openai.onMessage(/name is/, { content: "Nice to meet you." });
    bot.openai.onMessage(/my name\?/, { content: "Ada." });
    await bot.twilio.sendText({ from: ADA, body: "Hello, my name is Ada" });
    await bot.settle();
    await bot.restart();
    await bot.twilio.sendText({ from: ADA, body: "What is my name?" });
    await bot.settle();

    expect(bot.sent()).toEqual(["Nice to meet you.", "Ada."]);
    const request = JSON.stringify(bot.openai.getRequests().at(-1)?.body);
    const order = ["Hello, my name is Ada", "Nice to meet you.", "What is my name?"];
    expect(order.map((text) => request.indexOf(text)).every((at) => at >= 0)).toBe(true);
    expect(order.map((text) => request.indexOf(text)).toSorted((a, b) => a - b)).toEqual(
      order.map((text) => request.indexOf(text)),
    );
  });

  test("of one user never reaches the model with another's", async () => {
    bot.openai.onMessage(/./, { content: "Yes." });
    await bot.twilio.sendText({ from: ADA, body: "Ada's secret is cinnamon" });
    await bot.twilio.sendText({ from: BOB, body: "Bob's secret is pepper" });
    await bot.settle();
    await bot.twilio.sendText({ from: ADA, body: "And mine?" });
    await bot.twilio.sendText({ from: BOB, body: "And mine?" });
    await bot.settle();

    const asked = bot.openai.getRequests().map((request) => JSON.stringify(request.body));
    expect(asked).toHaveLength(4);
    for (const request of asked) {
      expect(request.includes("cinnamon") && request.includes("pepper")).toBe(false);
    }
    expect(bot.sent(ADA)).toHaveLength(2);
    expect(bot.sent(BOB)).toHaveLength(2);
  });

  test("is answered once even when Twilio delivers it twice", async () => {
    bot.openai.onMessage(/./, { content: "Once." });
    const { sid } = await bot.twilio.sendText({ from: ADA, body: "Hello" });
    expect((await bot.twilio.repeat(sid)).status).toBe(200);
    await bot.settle();
    expect((await bot.twilio.repeat(sid)).status).toBe(200);
    await bot.settle();
    expect(bot.sent()).toEqual(["Once."]);
    expect(bot.openai.getRequests()).toHaveLength(1);
  });

  test("that is answered at length arrives in parts, in order, each within Twilio's limit", async () => {
    const sentence = (n: number) => `This is sentence number ${n} of a long answer.`;
    const sentences = Array.from({ length: 90 }, (_, index) => sentence(index));
    bot.openai.onMessage(/./, { content: sentences.join(" ") });
    await bot.twilio.sendText({ from: ADA, body: "Tell me everything" });
    await bot.settle();
    const parts = bot.sent();
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(1_600);
    expect(parts.join(" ")).toBe(sentences.join(" "));
  });

  test("in any script, with emoji and control characters, survives the way in and out", async () => {
    const text = "שלום 👨‍👩‍👧‍👦 \u202Eabc\u202C नमस्ते \u0007 \u{1F600}";
    bot.openai.onMessage(/./, { content: `You wrote: ${text} \uD83D and more` });
    await bot.twilio.sendText({ from: ADA, body: text });
    await bot.settle();
    const asked = JSON.stringify(bot.openai.getRequests()[0]?.body);
    expect(asked).toContain("👨‍👩‍👧‍👦");
    const [reply] = bot.sent();
    expect(reply).toContain("שלום 👨‍👩‍👧‍👦");
    expect(reply?.isWellFormed()).toBe(true);
    expect(reply).not.toContain("\u0007");
    expect((await bot.rows<{ content: string }>("SELECT content FROM messages"))[0]?.content).toBe(
      text,
    );
  });
});
