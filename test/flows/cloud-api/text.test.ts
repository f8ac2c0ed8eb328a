import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type CloudTestApp, startCloudApp } from "../../cloud-api/start-cloud-app.ts";
import { ADA } from "../../harness.ts";

describe("a text through the Cloud API", () => {
  let bot: CloudTestApp;
  beforeEach(async () => {
    bot = await startCloudApp();
  });
  afterEach(() => bot.stop());

  test("is answered by the model, and everything about it is stored", async () => {
    bot.openai.onMessage("capital", { content: "It is **Paris**." });
    const posted = await bot.meta.sendText({ from: ADA, body: "The capital of France?" });
    expect(posted).toMatchObject({ status: 200, body: "EVENT_RECEIVED" });
    await bot.settle();

    expect(bot.sent()).toEqual(["It is *Paris*."]);
    expect(bot.meta.journal.typing).toMatchObject([{ messageSid: posted.sid }]);
    expect(await bot.rows("SELECT sid, state, content FROM messages")).toMatchObject([
      { sid: posted.sid, state: "done", content: "The capital of France?" },
    ]);
    expect(await bot.rows("SELECT state, body FROM deliveries")).toEqual([
      { state: "delivered", body: "It is *Paris*." },
    ]);
    expect(
      await bot.rows("SELECT phone_number, external_user_id, whatsapp_name FROM users"),
    ).toEqual([
      {
        phone_number: ADA,
        external_user_id: "whatsapp:DE.49151123456780000",
        whatsapp_name: "Ada",
      },
    ]);
  });

  test("of a user who hides the number is answered at the id", async () => {
    const hidden = "whatsapp:DE.13491208655302741918";
    bot.openai.onMessage("Hello", { content: "Hi!" });
    await bot.meta.sendText({ from: hidden, body: "Hello" });
    await bot.settle();
    expect(bot.sent(hidden)).toEqual(["Hi!"]);
    expect(bot.meta.journal.calls.filter(({ path }) => path.endsWith("/messages"))).not.toEqual([]);
    expect(await bot.rows("SELECT phone_number, reply_to FROM users")).toEqual([
      { phone_number: null, reply_to: hidden },
    ]);
  });

  test("costs Meta's rate on delivery, and no carriage", async () => {
    bot.openai.onMessage("Hello", { content: "Hi!" });
    await bot.meta.sendText({ from: ADA, body: "Hello" });
    await bot.settle();
    const charges = await bot.rows("SELECT kind, channel, provider, model FROM charges");
    expect(charges.filter(({ kind }) => String(kind).startsWith("message"))).toEqual([
      { kind: "message out", channel: "cloud-api", provider: "meta", model: "service" },
    ]);
  });
});
