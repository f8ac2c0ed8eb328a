import { afterEach, expect, test } from "bun:test";
import { cloudApiSettingsFor, META } from "../../cloud-api/account.ts";
import { createCloudApiStandIn } from "../../cloud-api/stand-in.ts";
import { type CloudTestApp, startCloudApp } from "../../cloud-api/start-cloud-app.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../../harness.ts";

const NEW = "whatsapp:+4915199999999";
const [OLD_ID, NEW_ID] = ["whatsapp:DE.former", "whatsapp:DE.holder"];

let bot: CloudTestApp | TestApp;
afterEach(() => bot.stop());

test("a user who changes the number goes on with the same conversation, and is one user", async () => {
  const cloud = await startCloudApp();
  bot = cloud;
  bot.openai.onMessage(/[^]*/, { content: "Yes." });
  await cloud.meta.sendText({ from: ADA, externalUserId: OLD_ID, body: "My cat is called Mia." });
  await bot.settle();
  const system = {
    type: "user_changed_number",
    body: "User Ada changed from 4915112345678 to 4915199999999",
    wa_id: NEW.slice("whatsapp:+".length),
    user_id: NEW_ID.slice("whatsapp:".length),
    previous_user_id: OLD_ID.slice("whatsapp:".length),
  };
  await cloud.meta.deliver({ from: ADA, externalUserId: OLD_ID }, { type: "system", system });
  await cloud.meta.sendText({ from: NEW, externalUserId: NEW_ID, body: "What is my cat called?" });
  await bot.settle();
  expect(bot.sent(NEW)).toEqual(["Yes."]);
  expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain("My cat is called Mia.");
  expect(await bot.rows("SELECT phone_number, external_user_id FROM users")).toEqual([
    { phone_number: NEW, external_user_id: NEW_ID },
  ]);
});

test("with both channels enabled, a user is answered on the one that they wrote to last", async () => {
  const meta = createCloudApiStandIn({ ...META, webhookUrl: "http://127.0.0.1:1/" });
  try {
    bot = await startTestApp({ settings: cloudApiSettingsFor(meta.url) });
    meta.pointAt(`${bot.origin}/webhook`);
    bot.openai.onMessage(/[^]*/, { content: "Yes." });
    await meta.sendText({ from: ADA, body: "Hello" });
    await bot.twilio.sendText({ from: BOB, body: "Hello" });
    await bot.settle();
    expect(meta.journal.messages.map(({ to }) => to)).toEqual([ADA]);
    expect(bot.sent()).toEqual(["Yes."]);
    await bot.twilio.sendText({ from: ADA, body: "Hello again" });
    await bot.settle();
    expect(bot.sent(ADA)).toEqual(["Yes."]);
    expect(meta.journal.messages).toHaveLength(1);
    await meta.settled();
    expect(await bot.rows("SELECT id FROM users")).toHaveLength(2);
  } finally {
    await meta.stop();
  }
});
